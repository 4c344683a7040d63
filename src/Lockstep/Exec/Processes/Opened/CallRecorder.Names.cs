using Lockstep.Exec.Outputs;
using Lockstep.Files;

namespace Lockstep.Exec.Processes.Opened;

/// <summary>The calls that give a file, a folder or a link its name, or another one.</summary>
internal sealed unsafe partial class CallRecorder
{
    private const ulong KeepWhatIsThere = 1; // RENAME_NOREPLACE
    private const ulong Exchange = 2; // RENAME_EXCHANGE
    private const ulong Follow = 0x400; // AT_SYMLINK_FOLLOW
    private const ulong OfDescriptor = 0x1000; // AT_EMPTY_PATH

    /// <returns>False for a call that names nothing.</returns>
    private bool Names(in AskedCall call)
    {
        if (call.Number == calls.Rename)
        {
            Rename(call, 0, CurrentFolder, 1, CurrentFolder, 0);
        }
        else if (call.Number == calls.RenameAt || call.Number == calls.RenameAt2)
        {
            var flags = call.Number == calls.RenameAt2 ? call.Arguments[4] : 0;
            Rename(call, 1, (int)call.Arguments[0], 3, (int)call.Arguments[2], flags);
        }
        else if (call.Number == calls.Link)
        {
            Link(call, 0, CurrentFolder, 1, CurrentFolder, 0);
        }
        else if (call.Number == calls.LinkAt)
        {
            Link(call, 1, (int)call.Arguments[0], 3, (int)call.Arguments[2], call.Arguments[4]);
        }
        else if (call.Number == calls.Symlink)
        {
            MakeLink(call, 1, CurrentFolder);
        }
        else if (call.Number == calls.SymlinkAt)
        {
            MakeLink(call, 2, (int)call.Arguments[1]);
        }
        else
        {
            return false;
        }

        return true;
    }

    private void Rename(in AskedCall call, int from, int fromFolder, int to, int toFolder, ulong flags)
    {
        if (!TryReadName(call, from, fromFolder, out var source) || !TryReadName(call, to, toFolder, out var target) || IsOfTheSystem(target))
        {
            return;
        }

        var there = FileStatus.Of(target, follow: false);
        if (FileStatus.Of(source, follow: false) is not { } moved || IsRefused(moved, there, target, flags))
        {
            return;
        }

        var process = processes.Of(call.Thread);
        Renamed[] all = [.. AllOf(moved, source, target, PlaceOf(target))];
        if (there is not null && (flags & Exchange) != 0)
        {
            all = [.. all, .. AllOf(there, target, source, PlaceOf(source))];
        }

        pending = () =>
        {
            foreach (var renamed in all)
            {
                Move(renamed, process);
            }
        };
    }

    /// <summary>A file gets one more name, also one that had none (O_TMPFILE), which is named by its descriptor.</summary>
    private void Link(in AskedCall call, int from, int fromFolder, int to, int toFolder, ulong flags)
    {
        if (!TryReadName(call, from, fromFolder, out var source))
        {
            return;
        }

        var isDescriptor = (flags & OfDescriptor) != 0 && bytes[0] == 0;
        source = isDescriptor ? $"/proc/{call.Thread}/fd/{fromFolder}" : OfItsProcess(source, call.Thread);
        if (!TryReadName(call, to, toFolder, out var target) || IsOfTheSystem(target) || FileStatus.Of(target, follow: false) is not null)
        {
            return;
        }

        var process = processes.Of(call.Thread);
        var linked = FileStatus.Of(source, isDescriptor || (flags & Follow) != 0);
        if (linked?.Kind == FileKind.Link)
        {
            var link = new Renamed(source, target, PlaceOf(target), IsLink: true);
            pending = () => Move(link, process);
        }
        else if (linked?.Kind == FileKind.Regular)
        {
            // What a descriptor leads to: a file that has no name yet, or one that has.
            var name = IsOfTheSystem(source) ? new FileInfo(source).LinkTarget ?? source : source;
            var file = new Renamed(FileStatus.Of(name) == linked ? name : null, target, PlaceOf(target), IsLink: false);
            pending = () => Move(file, process);
        }
    }

    private void MakeLink(in AskedCall call, int argument, int folder)
    {
        if (TryReadName(call, argument, folder, out var name) && FileStatus.Of(name, follow: false) is null)
        {
            var place = PlaceOf(name);
            pending = () => record.AddLink(name, place);
        }
    }

    private bool TryReadName(in AskedCall call, int argument, int folder, out string name)
    {
        var isRead = TryReadPath(call, call.Arguments[argument], folder, out var path);
        name = isRead && path.Length > 1 ? path.TrimEnd('/').ToString() : "/";
        return isRead;
    }

    private void Move(Renamed renamed, OpeningProcess process)
    {
        if (renamed.IsLink)
        {
            record.AddLink(renamed.To, renamed.Place);
            return;
        }

        record.Move(renamed.From, renamed.To, process);
        record.AddWritten(renamed.To, renamed.Place);
    }

    /// <summary>What a renamed thing holds under its old and its new names: itself, or, of a folder, all that is in it.</summary>
    private static IEnumerable<Renamed> AllOf(FileStatus moved, string source, string target, string place) => moved.Kind != FileKind.Directory
        ? Of(moved, source, target, place)
        : FolderWalk.Of(source, [], _ => true, CancellationToken.None)
            .SelectMany(found => Of(found.Status, found.Path, target + found.Path[source.Length..], place + found.Path[source.Length..]));

    private static Renamed[] Of(FileStatus? status, string source, string target, string place) =>
        status is { Kind: FileKind.Regular or FileKind.Link } known ? [new Renamed(source, target, place, known.Kind == FileKind.Link)] : [];

    /// <summary>Where a name itself lies: a link that it may be is not followed, those on the way are.</summary>
    private static string PlaceOf(string name) => Path.Combine(RealOf(Path.GetDirectoryName(name) ?? "/"), Path.GetFileName(name));

    /// <summary>Whether the kernel won't do it, so that all keeps its name.</summary>
    private static bool IsRefused(FileStatus moved, FileStatus? there, string target, ulong flags)
    {
        if ((flags & (KeepWhatIsThere | Exchange)) != 0)
        {
            return there is null == ((flags & Exchange) != 0);
        }

        var isFolder = moved.Kind == FileKind.Directory;
        return there is not null
            && ((there.Kind == FileKind.Directory) != isFolder || (isFolder && Directory.EnumerateFileSystemEntries(target).Any()));
    }

    /// <summary>What a process calls its own, in the words of this one.</summary>
    private static string OfItsProcess(string path, int thread)
    {
        foreach (var own in (string[])["/proc/self/", "/proc/thread-self/"])
        {
            if (path.StartsWith(own, StringComparison.Ordinal))
            {
                return $"/proc/{thread}/{path[own.Length..]}";
            }
        }

        return path;
    }

    /// <param name="From">Null where it had no name.</param>
    /// <param name="Place">Where the new name lies, without links on the way.</param>
    /// <param name="IsLink">Whether it is a symbolic link.</param>
    private sealed record Renamed(string? From, string To, string Place, bool IsLink);
}
