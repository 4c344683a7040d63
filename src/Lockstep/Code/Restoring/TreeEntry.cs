namespace Lockstep.Code.Restoring;

/// <summary>What a commit has under one path.</summary>
/// <param name="Path">From the root of the work tree, with forward slashes.</param>
/// <param name="Mode">As git writes it: 100644, 100755, 120000 for a link, 160000 for a submodule.</param>
/// <param name="Object">The name of its content; of a submodule, its commit.</param>
/// <param name="Bytes">0 for a submodule.</param>
internal sealed record TreeEntry(string Path, string Mode, string Object, long Bytes)
{
    public bool IsLink => Mode == "120000";

    public bool IsSubmodule => Mode == "160000";

    public bool IsProgram => Mode == "100755";
}
