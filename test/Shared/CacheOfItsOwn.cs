using System.Runtime.CompilerServices;

namespace Lockstep.Tests.Shared;

/// <summary>The tests, and the processes they start, keep out of the user's cache.</summary>
internal static class CacheOfItsOwn
{
    [ModuleInitializer]
    internal static void Use()
    {
        var folder = Directory.CreateTempSubdirectory("lockstep-cache-").FullName;
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
