using Lockstep.Data;
using Lockstep.Files;

namespace Lockstep.Sharing;

/// <summary>Where an export may be written.</summary>
internal static class ExportPlace
{
    public static void RefuseInside(Snapshot snapshot, string path)
    {
        if ((Path.GetFullPath(path) + "/").StartsWith(Path.TrimEndingDirectorySeparator(snapshot.Folder) + "/", StringComparison.Ordinal))
        {
            throw new LockstepException($"{path}: lies inside the snapshot {snapshot.Folder}, which would then differ from its manifest. Give another place with -o.");
        }
    }

    public static void RefuseExisting(string path)
    {
        if (Presence.IsAny(path))
        {
            throw new LockstepException($"{path}: is there already, and an export replaces nothing. Remove it, or give another place with -o.");
        }
    }
}
