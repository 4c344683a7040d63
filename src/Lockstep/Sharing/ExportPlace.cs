using Lockstep.Files;

namespace Lockstep.Sharing;

/// <summary>Where an export may be written.</summary>
internal static class ExportPlace
{
    public static void RefuseExisting(string path)
    {
        if (Presence.IsAny(path))
        {
            throw new LockstepException($"{path}: is there already, and an export replaces nothing. Remove it, or give another place with -o.");
        }
    }
}
