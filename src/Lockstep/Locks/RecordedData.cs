using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>What a Data lock says.</summary>
/// <param name="Lock">Of the Data box.</param>
public readonly record struct RecordedData(BoxLock Lock)
{
    /// <summary>Where the data set lay.</summary>
    public string Folder => (string?)Lock.Informative["folder"] ?? "";

    /// <summary>Where the file lay that the model starts from, or is made of; null where it starts from random weights.</summary>
    public string? ModelFile => (string?)Lock.Informative["modelFile"];

    /// <summary>By the class's number.</summary>
    public IReadOnlyList<string> Classes => Texts(Lock.Relevant["samples"]?["classes"]);

    /// <summary>The digest of which sample is for what.</summary>
    public string? SplitSha256 => (string?)Lock.Relevant["samples"]?["splitSha256"];

    /// <summary>The samples that were left out; empty for none.</summary>
    public IReadOnlyList<string> Excluded => Texts(Lock.Relevant["excluded"]);

    private static string[] Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(text => text?.GetValue<string>() ?? "")];
}
