using System.Globalization;
using System.Text.RegularExpressions;
using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>The binary versions of CIFAR-10 and CIFAR-100: files of records, a label (or two) and a 32×32 picture in three planes.</summary>
/// <remarks>Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009, and the description beside the published files.</remarks>
internal sealed partial class CifarBinary : IDatasetFormat
{
    private const int Side = 32;
    private const int PixelBytes = 3 * Side * Side;

    /// <summary>About a megabyte: to ask the system for each label by itself takes several times as long.</summary>
    private const int RecordsAtOnce = 341;

    private static readonly Version[] Versions =
    [
        new("cifar-10", LabelBytes: 1, Classes: 10, "batches.meta.txt", TrainBatch(), "test_batch.bin"),
        new("cifar-100", LabelBytes: 2, Classes: 100, "fine_label_names.txt", TrainFile(), "test.bin"),
    ];

    public string Name => "cifar";

    public string Expects =>
        "in one folder data_batch_<n>.bin, test_batch.bin, batches.meta.txt (CIFAR-10), or train.bin, test.bin, fine_label_names.txt (CIFAR-100), "
        + "of each any part";

    public bool Recognises(Manifest manifest) => Versions.Any(version => version.Folders(manifest, isNamed: false).Length > 0);

    public LabelledImages Read(Snapshot snapshot, Manifest manifest)
    {
        (Version Version, RecordFolder Folder)[] Found(bool isNamed) =>
            [.. Versions.SelectMany(version => version.Folders(manifest, isNamed).Select(folder => (Version: version, Folder: folder)))];
        var found = Found(isNamed: false) is { Length: > 0 } plain ? plain : Found(isNamed: true);
        var folder = RecordFolder.Only([.. found.Select(one => one.Folder)], this, snapshot);
        var version = found[0].Version;
        var names = ClassNames.Read(snapshot, manifest, folder.Find(version.NamesFile), version.Classes);
        var images = version.TrainFiles(folder).SelectMany(path => Records(snapshot, manifest, path, version, names, Split.Train));
        var test = folder.Find(version.TestFile) ?? version.TestElsewhere(manifest);
        if (test is not null)
        {
            images = images.Concat(Records(snapshot, manifest, test, version, names, Split.Test));
        }

        string[] files = [.. version.TrainFiles(folder), .. new[] { test, folder.Find(version.NamesFile) }.OfType<string>()];
        return new LabelledImages(version.Layout, names, [.. images]) { Reading = string.Join(", ", files), LabelFiles = files };
    }

    private static LabelledImage[] Records(Snapshot snapshot, Manifest manifest, string relPath, Version version, IReadOnlyList<string> names, Split split)
    {
        using var file = ListedFile.Open(snapshot, manifest, relPath);
        var stride = version.LabelBytes + PixelBytes;
        if (file.Length == 0 || file.Length % stride != 0 || file.Length / stride > int.MaxValue)
        {
            throw file.Foreign(version.Layout)
                ?? new LockstepException($"{file.Place}: is {file.Length} bytes, which is not a whole number of {version.Layout} records of {stride} bytes. "
                    + "Fetch it again, and seal the data set anew.");
        }

        var layout = new PixelRecords(relPath, IsGzip: false, version.LabelBytes, stride, (int)(file.Length / stride), Side, Side, Channels: 3, IsPlanar: true);
        var images = new LabelledImage[layout.Count];
        var stretch = new byte[Math.Min(RecordsAtOnce, layout.Count) * stride];
        for (var index = 0; index < images.Length; index++)
        {
            var place = index % RecordsAtOnce;
            if (place == 0)
            {
                file.Read(stretch.AsSpan(0, Math.Min(RecordsAtOnce, layout.Count - index) * stride), (long)index * stride);
            }

            var label = stretch[(place * stride) + version.LabelBytes - 1];
            images[index] = label < names.Count
                ? new LabelledImage(new PixelRecord(layout, index), label, split)
                : throw new LockstepException($"{file.Place}#{index}: its label is {label}, but there "
                    + $"{(names.Count == 1 ? "is 1 class" : $"are {names.Count} classes")}, from 0. Is it a file of {version.Layout}, "
                    + $"and {version.NamesFile} its own?");
        }

        return images;
    }

    [GeneratedRegex(@"^data_batch_([1-9][0-9]{0,5})\.bin\z", RegexOptions.CultureInvariant)]
    private static partial Regex TrainBatch();

    [GeneratedRegex(@"^train\.bin\z", RegexOptions.CultureInvariant)]
    private static partial Regex TrainFile();

    /// <summary>One of the two data sets that come in this form.</summary>
    /// <param name="LabelBytes">Before a picture; the last of them counts.</param>
    /// <param name="Classes">As published; where there is a file of names it has the say.</param>
    private sealed record Version(string Layout, int LabelBytes, int Classes, string NamesFile, Regex TrainFileName, string TestFile)
    {
        /// <summary>The folders that hold it; those with a test file alone count where none has more.</summary>
        /// <param name="isNamed">Whether the user says that it is this format, so that no more than the names is asked for.</param>
        public RecordFolder[] Folders(Manifest manifest, bool isNamed)
        {
            var folders = RecordFolder.With(manifest, name => TrainFileName.IsMatch(name) || name == TestFile)
                .Where(folder => isNamed || IsPlain(manifest, folder)).ToArray();
            return folders.Where(folder => TrainFiles(folder).Any()).ToArray() is { Length: > 0 } toTrain ? toTrain : folders;
        }

        /// <summary>The test file of a folder of its own, as in <c>train/</c> and <c>test/</c>; null where there is none, or several.</summary>
        public string? TestElsewhere(Manifest manifest) =>
            RecordFolder.With(manifest, name => name == TestFile).Select(folder => folder.Find(TestFile)).OfType<string>().ToArray() is [var only]
                && IsOfRecords(manifest, only) ? only : null;

        /// <summary>
        /// A bare <c>train.bin</c>, <c>test.bin</c> or <c>test_batch.bin</c> may be anything: another file must stand
        /// beside it, or it be as long as records are.
        /// </summary>
        private bool IsPlain(Manifest manifest, RecordFolder folder) =>
            folder.Find(NamesFile) is not null || (folder.Find(TestFile), TrainFiles(folder).ToArray()) switch
            {
                ({ } test, []) => LabelBytes == 1 || IsOfRecords(manifest, test),
                (null, [var train]) when LabelBytes > 1 => IsOfRecords(manifest, train),
                _ => true,
            };

        private bool IsOfRecords(Manifest manifest, string relPath) =>
            manifest.Find(relPath) is { Bytes: > 0 } file && file.Bytes % (LabelBytes + PixelBytes) == 0;

        /// <summary>In the order of their numbers, ten after nine.</summary>
        public IEnumerable<string> TrainFiles(RecordFolder folder) => folder.FileNames
            .Select(name => (Path: folder.Name + name, Match: TrainFileName.Match(name)))
            .Where(file => file.Match.Success)
            .OrderBy(file => int.TryParse(file.Match.Groups[1].Value, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Select(file => file.Path);
    }
}
