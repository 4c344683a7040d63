using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Text;

namespace Lockstep.Samples;

/// <summary>The labelled images of a snapshot, and which of them train, validate and test.</summary>
public sealed class Dataset
{
    private readonly string layout;

    private Dataset(
        string format, string layout, IReadOnlyList<string> classes, IReadOnlyList<Sample> train, IReadOnlyList<Sample> validation, IReadOnlyList<Sample> test)
    {
        Format = format;
        this.layout = layout;
        Classes = classes;
        Train = train;
        Validation = validation;
        Test = test;
    }

    /// <summary>As the recipe's <c>data.format</c> names it.</summary>
    public string Format { get; }

    /// <summary>A sample's class is an index into it.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<Sample> Train { get; }

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<Sample> Validation { get; }

    /// <summary>In the order of their ids; training never looks at them.</summary>
    public IReadOnlyList<Sample> Test { get; }

    /// <summary>For people: where the labels and splits were found.</summary>
    public string Reading { get; private init; } = "";

    /// <summary>Whether that is to be said before a training too, since one may have meant it otherwise.</summary>
    public bool IsUnusual { get; private init; }

    /// <summary>What lies in the snapshot and is not read, or not as one may think.</summary>
    public IReadOnlyList<DataNote> Notes { get; private init; } = [];

    /// <summary>Whether the data set itself says what validates; a seeded share does where not.</summary>
    public bool HasOwnSplit { get; private init; }

    /// <summary>The manifest that the split file was made for, where it is not this data set's; it names the same samples of the same classes.</summary>
    public string? SplitIsOf { get; private init; }

    /// <summary>The names of the samples that were left out, in the order of their ids.</summary>
    public IReadOnlyList<string> Excluded { get; private init; } = [];

    /// <summary>All of them, with what each is for, in the order of their ids.</summary>
    public IEnumerable<(Sample Sample, Split Split)> Samples =>
        new[] { (Split.Train, Train), (Split.Val, Validation), (Split.Test, Test) }
            .SelectMany(split => split.Item2.Select(sample => (Sample: sample, Split: split.Item1)))
            .OrderBy(item => item.Sample.Id);

    /// <summary>Reads what the manifest lists, and splits it as the split file says; without one as the data set itself does, else as the recipe.</summary>
    /// <exception cref="LockstepException">No known format, fewer than two classes, or nothing left to train or validate on.</exception>
    public static Dataset Read(Snapshot snapshot, Manifest manifest, DataRecipe data, SplitRecipe split, SplitFile? splitFile) =>
        ReadToList(snapshot, manifest, data, split, splitFile).WithBothParts();

    /// <summary>The same where nothing is to be trained, such as a test set alone.</summary>
    /// <exception cref="LockstepException">No known format, or fewer than two classes.</exception>
    public static Dataset ReadToList(Snapshot snapshot, Manifest manifest, DataRecipe data, SplitRecipe split, SplitFile? splitFile)
    {
        var (format, images) = DatasetFormats.Read(data.Format, snapshot, manifest);
        if (images.Classes.Count < 2)
        {
            throw new LockstepException($"Data: {(images.Classes is [var only] ? $"only one class, '{only}'" : "no class")}; "
                + $"classification needs at least two. {format.Name}: {format.Expects}.{Told(images.Notes)}");
        }

        var splits = splitFile?.Of(
            [.. images.Images.Select(image => image.Source)], index => images.Classes[images.Images[index].Class], manifest.Id, split.File
            ?? "the split file")
            ?? SplitsOf(images, split);
        var samples = images.Images.Select((image, id) => new Sample(id, image.Source, image.Class)).ToArray();
        Sample[] In(Split split) => [.. samples.Where(sample => splits[sample.Id] == split)];
        return new Dataset(format.Name, images.Layout, images.Classes, In(Split.Train), In(Split.Val), In(
            Split.Test))
        {
            Reading = images.Reading,
            IsUnusual = images.IsUnusual,
            Notes = images.Notes,
            HasOwnSplit = SaysWhatValidates(images),
            SplitIsOf = splitFile?.ManifestId is { } id && id != manifest.Id ? id : null
        };
    }

    /// <summary>Reads what the manifest lists for a model that was trained on other data: all of it, or one split, is there to validate on.</summary>
    /// <param name="classes">Of the model, in its order; the data may lack some.</param>
    /// <param name="split">Null for all of it.</param>
    /// <exception cref="LockstepException">No known format, a class that the model does not know, or nothing in the split.</exception>
    public static Dataset ReadFor(Snapshot snapshot, Manifest manifest, DataRecipe data, IReadOnlyList<string> classes, Split? split)
    {
        var (format, images) = DatasetFormats.Read(data.Format, snapshot, manifest);
        string Differing(string what, string[] names) => names.Length == 0
            ? ""
            : $" {what}: {string.Join(", ", names.Take(10).Select(name => $"'{name}'"))}{(names.Length > 10 ? $" and {names.Length - 10} more" : "")}.";
        if (images.Classes.Except(classes, StringComparer.Ordinal).ToArray() is { Length: > 0 } unknown)
        {
            throw new LockstepException($"Data: {snapshot.Folder} has other classes than the model was trained "
                + $"on.{Differing("The model does not know", unknown)}"
                + $"{(NearestName.Of(unknown[0], classes) is { } nearest ? $" Is '{unknown[0]}' its '{nearest}'?" : "")}"
                + $"{Differing("The data lack", [.. classes.Except(images.Classes, StringComparer.Ordinal)])}");
        }

        var numbers = classes.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        Sample[] samples = [.. images.Images.Select((image, id) => new Sample(id, image.Source, numbers[images.Classes[image.Class]]))];
        if (split is { } wanted)
        {
            if (images.Images.All(image => image.Split is null))
            {
                throw new LockstepException($"Data: {snapshot.Folder} doesn't say what its images are for. Without --split all of them are evaluated.");
            }

            Sample[] In(Split one) => [.. samples.Where(sample => images.Images[sample.Id].Split == one)];
            samples = In(wanted) is { Length: > 0 } chosen ? chosen : throw NoneIn(
                wanted, snapshot.Folder, [In(Split.Train).Length, In(Split.Val).Length, In(Split.Test).Length]);
        }

        return new Dataset(format.Name, images.Layout, classes, [], samples, [])
        {
            Reading = images.Reading,
            IsUnusual = images.IsUnusual,
            Notes = images.Notes
        };
    }

    /// <summary>How many samples of a class are for each split, by the class's number.</summary>
    public IReadOnlyList<ClassCount> Counts()
    {
        int[] Of(IReadOnlyList<Sample> samples)
        {
            var counts = new int[Classes.Count];
            foreach (var sample in samples)
            {
                counts[sample.Class]++;
            }

            return counts;
        }

        var (train, validation, test) = (Of(Train), Of(Validation), Of(Test));
        return [.. Classes.Select((name, index) => new ClassCount(name, train[index], validation[index], test[index]))];
    }

    /// <summary>The samples of a split, of which there must be some.</summary>
    /// <param name="folder">Where they lie, for the message.</param>
    /// <exception cref="LockstepException">There is none.</exception>
    public IReadOnlyList<Sample> In(Split split, string folder)
    {
        var samples = split switch { Split.Train => Train, Split.Val => Validation, _ => Test };
        return samples.Count > 0 ? samples : throw NoneIn(split, folder, [Train.Count, Validation.Count, Test.Count]);
    }

    /// <summary>The same with other training samples, for a test on a part of them.</summary>
    public Dataset WithTrain(IReadOnlyList<Sample> train) => With(train, Validation);

    /// <summary>The same with other samples to train and to validate on.</summary>
    public Dataset With(IReadOnlyList<Sample> train, IReadOnlyList<Sample> validation) => new(
        Format, layout, Classes, train, validation,
        Test)
    { Reading = Reading, IsUnusual = IsUnusual, Notes = Notes, HasOwnSplit = HasOwnSplit, SplitIsOf = SplitIsOf, Excluded = Excluded };

    /// <summary>The same without some samples. The others keep their ids and splits, and so their random draws.</summary>
    /// <param name="names">Of samples that are in it.</param>
    /// <exception cref="LockstepException">Nothing is left to train or validate on.</exception>
    public Dataset Without(IReadOnlySet<string> names)
    {
        Sample[] Kept(IReadOnlyList<Sample> samples) => [.. samples.Where(sample => !names.Contains(sample.Source.Name))];
        return new Dataset(Format, layout, Classes, Kept(Train), Kept(Validation), Kept(Test))
        {
            Reading = Reading,
            IsUnusual = IsUnusual,
            Notes = Notes,
            HasOwnSplit = HasOwnSplit,
            SplitIsOf = SplitIsOf,
            Excluded = [.. Excluded, .. Samples.Select(item => item.Sample.Source.Name).Where(names.Contains)],
        }.WithBothParts();
    }

    /// <summary>Which sample is where, as text of the form <c>split&lt;TAB&gt;class&lt;TAB&gt;sample</c>, one line per sample.</summary>
    public string Listing() => string.Concat(
        new[] { (Split.Train, Train), (Split.Val, Validation), (Split.Test, Test) }.SelectMany(split =>
            split.Item2.Select(sample => $"{split.Item1.Word()}\t{Classes[sample.Class]}\t{sample.Source.Name}\n")));

    /// <summary>What of this can change a result.</summary>
    public JsonObject ToJson() => new()
    {
        ["format"] = Format,
        ["layout"] = layout,
        ["classes"] = new JsonArray([.. Classes.Select(name => JsonValue.Create(name))]),
        ["train"] = Train.Count,
        ["val"] = Validation.Count,
        ["test"] = Test.Count,
        ["splitSha256"] = Sha256.Of(Listing()),
    };

    private static LockstepException NoneIn(Split split, string folder, int[] counts) =>
        new($"Data: {folder} has no {split.Word()} images. It has "
            + string.Join(" and ", Enum.GetValues<Split>()
                .Where(other => counts[(int)other] > 0)
                .Select(other => $"{counts[(int)other]} {other.Word()} image{(counts[(int)other] == 1 ? "" : "s")}"))
            + ".");

    private Dataset WithBothParts() => Train.Count > 0 && Validation.Count > 0
        ? this
        : throw new LockstepException($"Data: {Counted.Of(Train.Count, "image")} to train on and {Validation.Count} to validate "
            + $"on{(Excluded.Count > 0 ? $", {Counted.Of(Excluded.Count, "broken one")} left out" : "")}; both need at least one. "
            + (Train.Count == 0 && Test.Count > 0
                ? $"The {Test.Count} others are there to test on: 'lockstep evaluate RUN --data DIR' takes them all."
                : "Give more images, or another split.val.")
            + Told(Notes));

    /// <summary>What else is known of the data set, to follow the reason why it can't be trained on.</summary>
    private static string Told(IReadOnlyList<DataNote> notes) => string.Concat(notes.Where(note => note.IsWarning).Select(note => $"\n  {note.Text}"));

    private static bool SaysWhatValidates(LabelledImages images) => images.Images.Any(image => image.Split == Split.Val);

    /// <summary>The split of each image. Where the data set names none to validate, a seeded share of its training images does.</summary>
    private static Split[] SplitsOf(LabelledImages images, SplitRecipe split)
    {
        var splits = images.Images.Select(image => image.Split ?? Split.Train).ToArray();
        if (SaysWhatValidates(images))
        {
            return splits;
        }

        var open = Enumerable.Range(0, splits.Length).Where(id => splits[id] == Split.Train).ToArray();
        var isValidation = SeededSplit.IsValidation([.. open.Select(id => images.Images[id].Class)], split.Val, (ulong)split.Seed, split.Stratify);
        foreach (var (place, id) in open.Index())
        {
            splits[id] = isValidation[place] ? Split.Val : Split.Train;
        }

        return splits;
    }
}
