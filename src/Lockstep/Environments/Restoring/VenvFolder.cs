using System.Globalization;
using Lockstep.Files;

namespace Lockstep.Environments.Restoring;

/// <summary>
/// The folder of an environment while it is made. One can't be moved once it is made, since its programs name it: so it is made where it will be, and a
/// file in it says so until it is whole. What a process that was killed left is known by that, and taken away by the next one.
/// </summary>
internal sealed class VenvFolder : IDisposable
{
    private const string Mark = ".lockstep-unfinished";

    private readonly string folder;
    private readonly bool wasThere;
    private bool isWhole;

    private VenvFolder(string folder)
    {
        this.folder = folder;
        wasThere = Presence.IsFolder(folder);
    }

    /// <exception cref="UsageException">The folder is taken.</exception>
    public static void RefuseTaken(string folder)
    {
        SealedFolder.Refuse(folder);
        if (Presence.IsFile(folder) || (Presence.IsFolder(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !IsLeft(folder)))
        {
            throw new UsageException($"{ShownPath.Of(folder)} is there already; expected a new or an empty folder, so that nothing of yours is changed.");
        }
    }

    /// <summary>Makes it, and marks it as not whole yet.</summary>
    public static VenvFolder Begin(string folder)
    {
        RefuseTaken(folder);
        if (Presence.IsFolder(folder) && IsLeft(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var begun = new VenvFolder(folder);
        Directory.CreateDirectory(folder);
        try
        {
            File.WriteAllText(Path.Combine(folder, Mark), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return begun;
        }
        catch
        {
            begun.Dispose();
            throw;
        }
    }

    /// <summary>It is whole, and stays.</summary>
    public void Keep()
    {
        File.Delete(Path.Combine(folder, Mark));
        isWhole = true;
    }

    /// <summary>Takes away what is not whole.</summary>
    public void Dispose()
    {
        if (isWhole || !Presence.IsFolder(folder))
        {
            return;
        }

        if (!wasThere)
        {
            Directory.Delete(folder, recursive: true);
            return;
        }

        foreach (var path in Directory.GetFileSystemEntries(folder))
        {
            if (FileStatus.Of(path, follow: false) is { Kind: FileKind.Directory })
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
    }

    private static bool IsLeft(string folder)
    {
        var mark = Path.Combine(folder, Mark);
        return Presence.IsFile(mark) && File.ReadAllText(mark) is { Length: > 0 } process && process.All(char.IsAsciiDigit)
            && !Presence.IsFolder($"/proc/{process}");
    }
}
