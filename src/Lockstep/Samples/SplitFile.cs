using Lockstep.Files;
using Lockstep.Samples.Formats;



namespace Lockstep.Samples;

/// <summary>Which sample of a snapshot is for what, as a file: made once, kept under version control, referred to from recipes.</summary>
/// <remarks>
/// The lines of <see cref="Dataset.Listing"/> after a head of comment lines that begin with <c>#</c>. A line may do without the class in the middle;
/// one that is there must be the data set's. LF ends a line. The digest is that of the lines without the head, so that a note in the head changes nothing.
/// </remarks>
public sealed class SplitFile
{
    private const string ManifestMark = "# manifest ";

    private SplitFile(string text, IReadOnlyDictionary<string, Split> splits, IReadOnlyDictionary<string, string> classes, string? manifestId, string digest)
    {
        Text = text;
        Classes = classes;
        Splits = splits;
        ManifestId = manifestId;
        Digest = digest;
    }

    /// <summary>The file as it is.</summary>
    public string Text { get; }

    /// <summary>By the sample's name.</summary>
    public IReadOnlyDictionary<string, Split> Splits { get; }

    /// <summary>By the sample's name, where the file says it.</summary>
    public IReadOnlyDictionary<string, string> Classes { get; }

    /// <summary>The snapshot it was made for; null where the file does not say.</summary>
    public string? ManifestId { get; }

    /// <summary>SHA-256 of the lines below the head.</summary>
    public string Digest { get; }

    /// <param name="how">How it was made, for people.</param>
    public static string Write(Dataset dataset, string manifestId, string how)
    {
        var lines = dataset.Listing();
        return $"# lockstep split 1\n{ManifestMark}{manifestId}\n# made by {how}\n# sha256 of the lines below {Sha256.Of(lines)}\n{lines}";
    }

    /// <exception cref="LockstepException">It can't be read, or a line is none of a split file; the message has its number.</exception>
    public static SplitFile Load(string path)
    {
        try
        {
            return Parse(RegularFile.ReadAllText(path, RegularFile.MostOfListing), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: the split file can't be read: {exception.Message}", exception);
        }
    }

    internal static SplitFile Parse(string text, string where)
    {
        var splits = new Dictionary<string, Split>(StringComparer.Ordinal);
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        string? manifestId = null;
        var body = new System.Text.StringBuilder();
        foreach (var (index, whole) in text.Split('\n').Index())
        {
            // LF alone ends a line; a CR before it is git's or an editor's. A name may hold other characters that some take for the end of a line.
            var line = whole.TrimEnd('\r');
            if (line.StartsWith('#'))
            {
                manifestId ??= line.StartsWith(ManifestMark, StringComparison.Ordinal) ? line[ManifestMark.Length..].Trim() : null;
            }
            else if (line.Length > 0)
            {
                body.Append(line).Append('\n');
                var columns = line.Split('\t');
                if (columns.Length is not (2 or 3) || Samples.Formats.Splits.Of(columns[0]) is not { } split)
                {
                    throw new LockstepException($"{where}:{index + 1}: expected 'train', 'val' or 'test', a tab, a class and a tab or neither, "
                        + $"and a sample's name; found '{PlainText.Quoted(line)}'.");
                }

                if (columns.Length == 3)
                {
                    classes[columns[^1]] = columns[1];
                }

                if (!splits.TryAdd(columns[^1], split))
                {
                    throw new LockstepException($"{where}:{index + 1}: '{PlainText.Quoted(columns[^1])}' stands twice. Remove one.");
                }
            }
        }

        return new SplitFile(text, splits, classes, manifestId, Sha256.Of(body.ToString()));
    }

    /// <summary>The split of every sample.</summary>
    /// <param name="classOf">The class of a sample, by its place among the samples.</param>
    /// <param name="manifestId">Of the data set.</param>
    /// <exception cref="LockstepException">A sample has no line, a line no sample, or a sample is of another class than its line says.</exception>
    public Split[] Of(IReadOnlyList<SampleSource> samples, Func<int, string> classOf, string manifestId, string where)
    {
        if (samples.FirstOrDefault(sample => !Splits.ContainsKey(sample.Name)) is { } open)
        {
            throw new LockstepException($"{where}: says nothing of {open.Name}, so it is no split of this data set. Make one with 'lockstep data split'.");
        }

        if (Splits.Count != samples.Count)
        {
            var names = samples.Select(sample => sample.Name).ToHashSet(StringComparer.Ordinal);
            throw new LockstepException(
                $"{where}: names {Splits.Keys.First(name => !names.Contains(name))}, which is no sample of this data set. "
                    + "Make one with 'lockstep data split'.");
        }

        foreach (var (index, sample) in samples.Index())
        {
            if (Classes.TryGetValue(sample.Name, out var said) && classOf(index) is var found && said != found)
            {
                var madeFor = ManifestId is null || ManifestId == manifestId
                    ? ""
                    : $" It was made for manifest {PlainText.Quoted(ManifestId)[..Math.Min(12, ManifestId.Length)]}, and the data set is {manifestId[..12]}.";
                throw new LockstepException($"{where}: says that {sample.Name} is of class '{PlainText.Quoted(said)}', "
                    + $"but the data set says '{found}'.{madeFor} Make a new one with 'lockstep data split', or leave the classes out of it.");
            }
        }

        return [.. samples.Select(sample => Splits[sample.Name])];
    }
}
