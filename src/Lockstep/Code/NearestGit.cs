using System.Runtime.InteropServices;
using Lockstep.Files;

namespace Lockstep.Code;

/// <summary>What should be a repository around a folder, by the <c>.git</c> that lies there: what git's "no" is held against.</summary>
internal static partial class NearestGit
{
    private const int LongestPath = 4096;

    /// <summary>The folder with the nearest <c>.git</c>, from <paramref name="folder"/> upwards; null where there is none that git would look for.</summary>
    /// <param name="border">The last folder to look in, as where a file system begins, which git does not leave; null for the root.</param>
    /// <exception cref="LockstepException">It can't be told.</exception>
    public static string? Around(string folder, string? border)
    {
        var ceilings = (Environment.GetEnvironmentVariable("GIT_CEILING_DIRECTORIES") ?? "").Split(':');
        var first = Real(folder);
        for (var at = first; at is not null; at = at == border ? null : Path.GetDirectoryName(at))
        {
            if (at != first && Array.Exists(ceilings, ceiling => ceiling.Length > 0 && Path.TrimEndingDirectorySeparator(ceiling) == at))
            {
                return null;
            }

            if (Presence.IsAny(Path.Combine(at, ".git")))
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Without links, as git sees the folder that it is started in.</summary>
    private static unsafe string Real(string folder)
    {
        var resolved = stackalloc byte[LongestPath];
        return RealPath(folder, resolved) == 0 ? Path.GetFullPath(folder) : Marshal.PtrToStringUTF8((nint)resolved) ?? folder;
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint RealPath(string path, byte* resolved);
}
