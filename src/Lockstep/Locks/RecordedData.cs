using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Locks;

/// <summary>What a Data lock says.</summary>
/// <param name="Lock">Of the Data box.</param>
public readonly record struct RecordedData(BoxLock Lock)
{
    /// <summary>What <see cref="Folder"/> stands under.</summary>
    public const string FolderKey = "folder";

    /// <summary>What <see cref="ModelFile"/> stands under.</summary>
    public const string ModelFileKey = "modelFile";

    /// <summary>Where the data set lay.</summary>
    public string Folder => LooseJson.Text(Lock.Informative, FolderKey) ?? "";

    /// <summary>Where the file lay that the model starts from, or is made of; null where it starts from random weights.</summary>
    public string? ModelFile => LooseJson.Text(Lock.Informative, ModelFileKey);

    /// <summary>The digest of that file; null where there is none.</summary>
    public string? ModelSha256 => LooseJson.Text(Lock.Relevant, "modelSha256");

    /// <summary>By the class's number.</summary>
    public IReadOnlyList<string> Classes => LooseJson.Texts(Samples, "classes");

    /// <summary>The digest of which sample is for what.</summary>
    public string? SplitSha256 => LooseJson.Text(Samples, "splitSha256");

    /// <summary>The samples that were left out; empty for none.</summary>
    public IReadOnlyList<string> Excluded => LooseJson.Texts(Lock.Relevant, "excluded");

    private JsonObject? Samples => LooseJson.Object(Lock.Relevant, "samples");
}
