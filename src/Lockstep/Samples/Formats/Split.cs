using System.Text.RegularExpressions;

namespace Lockstep.Samples.Formats;

/// <summary>What a sample is for.</summary>
public enum Split
{
    /// <summary>Trained on, or, where nothing else is said, split by the recipe.</summary>
    Train,

    /// <summary>Validated on after each epoch; the best checkpoint is chosen by it.</summary>
    Val,

    /// <summary>Kept for the end: see <c>evaluate --split test</c>.</summary>
    Test,
}

/// <summary>The words for splits.</summary>
public static partial class Splits
{
    private static readonly Dictionary<string, Split> Names = new(StringComparer.Ordinal)
    {
        ["train"] = Split.Train,
        ["training"] = Split.Train,
        ["trn"] = Split.Train,
        ["val"] = Split.Val,
        ["valid"] = Split.Val,
        ["validation"] = Split.Val,
        ["validate"] = Split.Val,
        ["dev"] = Split.Val,
        ["eval"] = Split.Val,
        ["evaluation"] = Split.Val,
        ["test"] = Split.Test,
        ["testing"] = Split.Test,
        ["tst"] = Split.Test,
    };

    /// <summary>
    /// Words that stand before or after a split's in names of folders and files, and say nothing more:
    /// <c>train_set</c>, <c>images-test</c>, <c>ValData</c>.
    /// </summary>
    private static readonly string[] Fillers =
        ["dataset", "data", "sets", "set", "split", "images", "image", "imgs", "img", "pictures", "photos", "samples", "labels", "files", "folder"];

    /// <summary>The split that a folder's, file's or column's word means in one of the usual spellings, in capitals or not; null where it means none.</summary>
    public static Split? Of(string word) => Bare(word) is { } bare && Names.TryGetValue(bare, out var split) ? split : null;

    /// <summary>Whether a folder's name says nothing of what is in it: <c>images</c>, <c>data</c>.</summary>
    public static bool IsFiller(string word) => Bare(word) is "" && word.Any(char.IsAsciiLetter);

    /// <summary>Whether a folder's name says that its images have no label, and so no class.</summary>
    public static bool IsUnlabelled(string word) => Bare(word) is "unlabeled" or "unlabelled";

    /// <summary>The split whose word is among those of a name that means none by itself, such as <c>seg_train</c>; null where there is none.</summary>
    public static Split? Hinted(string name) => Words().Matches(name).Select(word => Of(word.Value)).FirstOrDefault(split => split is not null);

    /// <summary>As it is written: <c>train</c>, <c>val</c> or <c>test</c>.</summary>
    public static string Word(this Split split) => split.ToString().ToLowerInvariant();

    /// <summary>Without capitals, what separates words, numbers at the end, and fillers; null for a name with anything else in it.</summary>
    private static string? Bare(string word)
    {
        if (!word.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or ' ' or '.'))
        {
            return null;
        }

        var bare = string.Concat(word.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant().TrimEnd("0123456789".ToCharArray());
        while (Array.Find(
            Fillers, filler => bare.StartsWith(filler, StringComparison.Ordinal) || bare.EndsWith(filler, StringComparison.Ordinal)) is { } filler)
        {
            bare = bare.StartsWith(filler, StringComparison.Ordinal) ? bare[filler.Length..] : bare[..^filler.Length];
        }

        return bare;
    }

    /// <summary>SegTrain and seg_train have two.</summary>
    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
