using System.Text.Json.Nodes;
using Lockstep.Checks;
using Lockstep.Code;
using Lockstep.Files;
using Lockstep.Locks;

namespace Lockstep.Smoke;

/// <summary>Holds a smoke test against the golden values that were committed, or refreshes them.</summary>
/// <param name="path">Of the file; need not be there.</param>
/// <param name="folder">In the repository whose commits are told.</param>
/// <param name="refresh">The command that refreshes them.</param>
public sealed class GoldenValues(string path, string folder, string refresh)
{
    /// <summary>The file's name where none is given, beside the recipe.</summary>
    public const string UsualName = GoldenFile.UsualName;

    private const string Name = "golden values";
    private const int Digits = 12;
    private const int MostKeys = 5;

    /// <summary>Whether there is such a file.</summary>
    public bool AreThere => Presence.IsFile(path);

    /// <summary>Demands that the file can be read, before the work.</summary>
    /// <exception cref="LockstepException">It can't.</exception>
    public void Demand() => GoldenFile.Read(path);

    /// <summary>Writes what the test gave.</summary>
    /// <returns>What was done, in a sentence.</returns>
    public string Update(SmokeReport report, CancellationToken cancellation)
    {
        var file = GoldenFile.Read(path);
        var entry = GoldenEntry.Of(report, Head(cancellation));
        var known = file.Find(entry.Key);
        if (known is not null && file.Edited.Count == 0 && CanonicalJson.Write(known.Values) == CanonicalJson.Write(entry.Values))
        {
            return $"{ShownPath.Of(path)} has these golden values already.";
        }

        var isNew = !file.All.Any(entry.IsOfTheSame);
        file.Put(entry);
        return $"{(isNew ? "Added to" : "Refreshed in")} {ShownPath.Of(path)}: commit it.";
    }

    /// <param name="isRequired">Whether it fails where there is no entry for this environment.</param>
    /// <returns>Null where there is no such file, and none is required.</returns>
    public Check? Compare(SmokeReport report, bool isRequired, CancellationToken cancellation)
    {
        if (!AreThere && !isRequired)
        {
            return null;
        }

        if (!report.Identical)
        {
            return Check.Skipped(Name, "the two runs are not shown to be identical, so there is nothing to compare with");
        }

        var file = GoldenFile.Read(path);
        if (file.Edited is [var first, ..])
        {
            return Check.Failed(
                Name, $"{ShownPath.Of(path)}: the entry {first} was edited by hand: its digest is not that of what it says. Refresh it: {refresh}");
        }

        var found = GoldenEntry.Of(report, commit: null);
        if (file.Find(found.Key) is { } same)
        {
            return Difference(same, found) is { } difference
                ? Check.Failed(Name, $"{difference}\nRecipe, data, environment and randomness are those of the golden values; "
                    + $"{Range(same.Commit, cancellation)}\nWhere it is meant: {refresh}")
                : Check.Passed(Name, $"as they were at {Short(same.Commit)}");
        }

        if (file.All.FirstOrDefault(found.IsOfTheSame) is { } stale)
        {
            var changed = Changed(stale, found);
            return Difference(stale, found) is { } difference
                ? Check.Failed(Name, $"{difference}\nChanged since the golden values: {changed}; {Range(stale.Commit, cancellation)}\n"
                    + $"Where it is meant: {refresh}")
                : Check.Passed(Name, $"as they were at {Short(stale.Commit)}, although this changed: {changed}. Refresh them: {refresh}");
        }

        var none = AreThere
            ? $"{ShownPath.Of(path)} has no entry for '{report.Subject}' in this environment ({found.Processor}). Add it: {refresh}"
            : $"there is no {ShownPath.Of(path)}. Write it: {refresh}";
        return isRequired ? Check.Failed(Name, none) : Check.Skipped(Name, none);
    }

    /// <summary>The first figure that is another; null where none is.</summary>
    private static string? Difference(GoldenEntry expected, GoldenEntry found)
    {
        string[] different = [.. expected.Values.Select(value => value.Key).Union(found.Values.Select(value => value.Key), StringComparer.Ordinal)
            .Where(name => CanonicalJson.Write(expected.Values[name]) != CanonicalJson.Write(found.Values[name])).OrderBy(name => name == "weights")
            .Select(name => $"{name}: expected {Told(expected.Values[name])}, found {Told(found.Values[name])}")];
        return different.Length == 0 ? null : string.Join("; ", different);
    }

    private static string Told(JsonNode? value) => value is null ? "none" : value.ToString() is { Length: 64 } digest ? digest[..Digits] : value.ToString();

    private static string Changed(GoldenEntry expected, GoldenEntry found)
    {
        string[] keys =
        [
            .. LockDifference.Between(Box.Code, expected.Recipe, found.Recipe)
                .Select(difference => $"{difference.Key} {difference.Recorded ?? "unset"} → {difference.Found ?? "unset"}"),
            .. expected.Data == found.Data ? Array.Empty<string>() : ["the data"],
            .. expected.Randomness == found.Randomness ? Array.Empty<string>() : ["the randomness"],
        ];
        return string.Join(", ", keys.Take(MostKeys)) + (keys.Length > MostKeys ? $" and {keys.Length - MostKeys} more" : "");
    }

    private string Range(string? since, CancellationToken cancellation)
    {
        var head = Head(cancellation);
        var isDirty = head is not null
            && GitRepository.Ask(folder, ["status", "--porcelain", "--untracked-files=no"], cancellation) is { ExitCode: 0, Text.Length: > 0 };
        var uncommitted = isDirty ? " and changes that are not committed" : "";
        return since is null || head is null ? "the commits between are not known"
            : since == head ? $"the commit is the same, {Short(head)}"
                + (isDirty ? ", with changes that are not committed" : ", so what differs is in no lock")
            : $"commits {Short(since)}..{Short(head)}{uncommitted}";
    }

    private string? Head(CancellationToken cancellation) =>
        GitRepository.Ask(folder, ["rev-parse", "--verify", "--quiet", "HEAD"], cancellation) is { ExitCode: 0 } head ? head.Text : null;

    private static string Short(string? commit) => commit is null ? "no commit" : $"{commit[..Math.Min(Digits, commit.Length)]}";
}
