using System.Runtime.InteropServices;

namespace Lockstep.Cli.Frame;

/// <summary>stdin, stdout and stderr, also where whoever started this program closed one of them.</summary>
internal static unsafe partial class StandardStreams
{
    private const int GetFlags = 1; // F_GETFD
    private const int ReadAndWrite = 2; // O_RDWR

    /// <summary>Puts /dev/null in the place of those that are closed, and starts this program anew; does nothing where all are open.</summary>
    /// <remarks>The runtime has opened files of its own under their numbers, which would get what is meant for people.</remarks>
    public static void Complete()
    {
        if ((IsGiven(0) && IsGiven(1) && IsGiven(2)) || !OperatingSystem.IsLinux())
        {
            return;
        }

        var nothing = Open("/dev/null", ReadAndWrite);
        for (var descriptor = 0; descriptor < 3; descriptor++)
        {
            if (!IsGiven(descriptor))
            {
                _ = Duplicate(nothing, descriptor);
            }
        }

        var words = File.ReadAllBytes("/proc/self/cmdline");
        var places = new List<int> { 0 };
        places.AddRange(Enumerable.Range(1, words.Length - 1).Where(at => words[at - 1] == 0));
        fixed (byte* first = words)
        {
            var arguments = stackalloc byte*[places.Count + 1];
            for (var index = 0; index < places.Count; index++)
            {
                arguments[index] = first + places[index];
            }

            arguments[places.Count] = null;
            _ = Execute("/proc/self/exe", arguments); // returns only where it failed: then all goes on as it is
        }
    }

    /// <summary>What was handed over stays open in the programs that are started; what the runtime opened does not.</summary>
    private static bool IsGiven(int descriptor) => Control(descriptor, GetFlags) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, byte** arguments);
}
