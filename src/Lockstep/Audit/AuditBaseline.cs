using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Audit;

/// <summary>Findings that were there when the file was written: they are told, and don't count. A file to be committed, a member a line.</summary>
public sealed class AuditBaseline
{
    private const string Member = "findings";
    private const string What = "a baseline";

    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<Entry, int> counts;

    private AuditBaseline(IEnumerable<Entry> entries) => counts = entries.CountBy(entry => entry).ToDictionary();

    /// <exception cref="LockstepException">There is none, or it is no baseline.</exception>
    public static AuditBaseline Read(string path)
    {
        string json;
        try
        {
            json = RegularFile.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--baseline {path}: can't be read: {exception.Message} To write it anew: 'lockstep audit … --baseline "
                + $"{ShellWord.Of(path)} --update-baseline'.");
        }

        if (FormatNumber.Refusal(System.Text.Encoding.UTF8.GetBytes(json), path, What) is { } refusal)
        {
            throw new LockstepException(refusal);
        }

        try
        {
            if (JsonNode.Parse(json) is JsonObject root && root[Member] is JsonArray list)
            {
                return new AuditBaseline([.. list.Select(Entry.Of)]);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            var problem = JsonProblem.Of(exception, json);
            throw new LockstepException($"{problem.In(path)}: not {What} of an audit: {problem}. Write it anew with --update-baseline.", exception);
        }

        throw new LockstepException($"{path}: not {What} of an audit: expected an object with the list '{Member}'. Write one with --update-baseline.");
    }

    /// <summary>Writes those findings that count, or that a baseline had, as the new baseline.</summary>
    /// <returns>How many.</returns>
    public static int Write(string path, IEnumerable<JudgedFinding> findings)
    {
        JsonObject[] kept =
        [
            .. findings.Where(finding => finding.State is FindingState.Opens or FindingState.Known)
                .Select(Entry.Of).Order().Select(entry => entry.ToJson()),
        ];
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        AtomicFile.WriteAllText(path, new JsonObject { [Member] = new JsonArray([.. kept]) }.ToJsonString(Layout) + "\n");
        return kept.Length;
    }

    /// <summary>Those that the baseline has don't count: of equal ones as many as it has.</summary>
    internal IReadOnlyList<JudgedFinding> Apply(IEnumerable<JudgedFinding> findings)
    {
        var left = new Dictionary<Entry, int>(counts);
        return
        [
            .. findings.Select(finding =>
            {
                var entry = Entry.Of(finding);
                if (finding.State != FindingState.Opens || left.GetValueOrDefault(entry) == 0)
                {
                    return finding;
                }

                left[entry]--;
                return finding with { State = FindingState.Known };
            }),
        ];
    }

    private sealed record Entry(string Check, string? File, string Evidence) : IComparable<Entry>
    {
        public static Entry Of(JudgedFinding finding) => new(finding.Check.Name, finding.Finding.File, finding.Finding.Evidence);

        public static Entry Of(JsonNode? node) => node is JsonObject entry && (string?)entry["check"] is { } check && (string?)entry["evidence"] is { } evidence
            ? new Entry(check, (string?)entry["file"], evidence)
            : throw new JsonException("a finding without 'check' or 'evidence'");

        public JsonObject ToJson() => new JsonObject { ["check"] = Check, ["file"] = File, ["evidence"] = Evidence };

        public int CompareTo(Entry? other) =>
            string.CompareOrdinal(File, other?.File) is not 0 and var byFile ? byFile
            : string.CompareOrdinal(Check, other?.Check) is not 0 and var byCheck ? byCheck
            : string.CompareOrdinal(Evidence, other?.Evidence);
    }
}
