using System.Formats.Tar;
using Lockstep.Sharing.Bags;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Sharing;

/// <summary>The Library of Congress's conformance suite, from its tar; docs of what comes of each bag are in conformance.md beside it.</summary>
public sealed class BagConformanceTests
{
    private const string Suite = "test/fixtures/bagit/bagit-conformance-suite.tar";

    /// <summary>Where the answer is another than the suite's, and why.</summary>
    private static readonly Dictionary<string, string> Otherwise = new(StringComparer.Ordinal)
    {
        ["v0.97/valid/uncommon-metadata-separators"] = "its only manifest is by SHA-224, which .NET does not offer",
        ["v0.97/warning/duplicate-file-with-different-case"] = "it lists HELLO.txt and hello.txt, and only one of them is in the suite: "
            + "names are compared by their bytes",
        ["v0.97/warning/same-filename-listed-twice-with-different-normalization"] = "it lists a name in two forms of Unicode, and only one of them is in the "
            + "suite: names are compared by their bytes",
        ["v0.97/warning/special-system-files"] = "it lists a .DS_Store that is not in the suite",
    };

    [Fact]
    public void Each_bag_of_the_suite_is_valid_or_not_as_the_suite_says_but_for_the_reasons_given()
    {
        using var place = new TemporaryFolder();
        TarFile.ExtractToDirectory(Repository.PathOf(Suite), place.FullPath, overwriteFiles: false);
        string[] bags = [.. Directory.EnumerateDirectories(place.FullPath, "v*")
            .SelectMany(version => Directory.EnumerateDirectories(version)).SelectMany(kind => Directory.EnumerateDirectories(kind))
            .Select(bag => Path.GetRelativePath(place.FullPath, bag)).Order(StringComparer.Ordinal)];
        Assert.Equal(60, bags.Length);
        var answers = bags.ToDictionary(bag => bag, bag => AnswerOn(place.PathOf(bag)), StringComparer.Ordinal);
        Assert.Equal(
            Otherwise.Keys.Order(StringComparer.Ordinal),
            answers.Where(answer => answer.Value.IsValid != answer.Key.Split('/')[1] is "valid" or "warning").Select(answer => answer.Key));
        GoldenFile.Matches("test/fixtures/bagit/conformance.md", Table(answers));
    }

    private static (bool IsValid, string Words) AnswerOn(string folder)
    {
        Assert.True(Bag.IsBag(folder), folder);
        try
        {
            var bag = Bag.Open(folder);
            var check = bag.Verify(TestContext.Current.CancellationToken);
            return check.Findings is [var first, ..]
                ? (false, first.ToString() + (check.Findings.Count > 1 ? $" (and {check.Findings.Count - 1} more)" : ""))
                : (true, string.Join(' ', bag.Warnings));
        }
        catch (BagException exception)
        {
            return (false, exception.Message.Replace(folder, "", StringComparison.Ordinal)
                .Replace("not a usable part of a BagIt bag: ", "", StringComparison.Ordinal).Split(". Get the bag again")[0].TrimStart('/', ':', ' '));
        }
    }

    private static string Table(Dictionary<string, (bool IsValid, string Words)> answers)
    {
        var otherwise = Otherwise.Select(item => $"- `{item.Key}`: {item.Value}.\n");
        var rows = answers.Select(answer =>
            $"| `{answer.Key}` | {(answer.Value.IsValid ? "valid" : "not valid")} | {answer.Value.Words.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        return $"""
            # The bags of the conformance suite

            `bagit-conformance-suite.tar` is the Library of Congress's bagit-conformance-suite at commit 9ab48705c06664f9f419ca740c728c9f89a61e7c,
            """ + $"""
             without its helper programs;
            public domain and CC0, see `LICENSE.md`. What `data verify` says of each bag; folders `valid` and `warning` are to be valid, all others
            """ + $"""
             not. {Otherwise.Count} of {answers.Count} differ:

            {string.Concat(otherwise)}
            | bag | answer | why |
            |---|---|---|
            {string.Concat(rows)}
            """;
    }
}
