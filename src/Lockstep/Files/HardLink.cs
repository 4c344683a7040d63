using System.Runtime.InteropServices;

namespace Lockstep.Files;

/// <summary>A second name for the same bytes on the same disk.</summary>
internal static partial class HardLink
{
    /// <returns>False where the file system can't, or the two names are on different ones.</returns>
    public static bool TryCreate(string existing, string link) => !OperatingSystem.IsWindows() && Link(existing, link) == 0;

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string link);
}
