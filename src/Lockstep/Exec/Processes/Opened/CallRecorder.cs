using System.Text;
using Lockstep.Files;

namespace Lockstep.Exec.Processes.Opened;

/// <summary>Reads what a system call that waits is about, says whether it is to fail, and, once it was answered, writes it down.</summary>
internal sealed unsafe partial class CallRecorder(SystemCalls calls, bool noNetwork)
{
    private const int NoPermission = 1; // EPERM
    private const int NetworkUnreachable = 101; // ENETUNREACH
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int Executable = 1; // X_OK

    private const ulong WriteOnly = 1; // O_WRONLY
    private const ulong ReadWrite = 2; // O_RDWR
    private const ulong Create = 0x40; // O_CREAT
    private const ulong Empty = 0x200; // O_TRUNC
    private const ulong CreateAndEmpty = WriteOnly | Create | Empty; // what creat means
    private const ulong PathOnly = 0x20_0000; // O_PATH

    private readonly SeenProcesses processes = new();
    private readonly OpenedRecord record = new();
    private readonly byte[] bytes = new byte[4097];
    private readonly char[] characters = new char[4097];

    /// <summary>What is still to be written down of the last call.</summary>
    private Action? pending;

    public OpenedFiles Result() => record.Result();

    public void Miss(Exception problem) => record.Miss($"A call of the command could not be recorded: {problem.Message}");

    /// <returns>0 to let it go on, otherwise the error that the program gets.</returns>
    public int Look(in AskedCall call)
    {
        pending = null;
        if (call.Number == calls.OpenAt)
        {
            Open(call, 1, (int)call.Arguments[0], call.Arguments[2]);
        }
        else if (call.Number == calls.Open)
        {
            Open(call, 0, CurrentFolder, call.Arguments[1]);
        }
        else if (call.Number == calls.OpenAt2)
        {
            Open(call, 1, (int)call.Arguments[0], OtherMemory.ReadNumber(call.Thread, call.Arguments[2]));
        }
        else if (call.Number == calls.Create)
        {
            Open(call, 0, CurrentFolder, CreateAndEmpty);
        }
        else if (call.Number == calls.Execute)
        {
            Execute(call, 0, CurrentFolder, 1);
        }
        else if (call.Number == calls.ExecuteAt)
        {
            Execute(call, 1, (int)call.Arguments[0], 2);
        }
        else if (call.Number == calls.Truncate)
        {
            Open(call, 0, CurrentFolder, WriteOnly);
        }
        else if (Names(call))
        {
            return 0;
        }
        else if (call.Number == calls.Connect)
        {
            return Contact(call, call.Arguments[1], (uint)call.Arguments[2]);
        }
        else if (call.Number == calls.SendTo)
        {
            return Contact(call, call.Arguments[4], (uint)call.Arguments[5]);
        }
        else if (call.Number == calls.SendMessage || call.Number == calls.SendMessages)
        {
            // struct msghdr begins with the address and its length; of several messages the first is looked at.
            var address = OtherMemory.ReadNumber(call.Thread, call.Arguments[1]);
            return address == 0 ? 0 : Contact(call, address, (uint)OtherMemory.ReadNumber(call.Thread, call.Arguments[1] + 8));
        }
        else if (call.Number == calls.SetUpRing)
        {
            record.Miss(noNetwork
                ? "io_uring was refused, since connections made by it could not be."
                : "A process used io_uring: what it opened by that was not seen.");
            return noNetwork ? NoPermission : 0;
        }

        return 0;
    }

    /// <summary>Writes down what the last call was about.</summary>
    public void Write()
    {
        var now = pending;
        pending = null;
        now?.Invoke();
    }

    private void Open(in AskedCall call, int argument, int folder, ulong flags)
    {
        if (
            (flags & PathOnly) != 0
            || (flags & calls.FolderFlag) != 0
            || !TryReadPath(call, call.Arguments[argument], folder, out var path)
            || IsOfTheSystem(path)
        )
        {
            return;
        }

        var writes = (flags & (WriteOnly | ReadWrite)) != 0;
        var reads = (flags & WriteOnly) == 0;
        var isKnown = record.IsKnown(path, reads, writes);
        if (isKnown && !(writes && record.HasLinks))
        {
            return;
        }

        var process = processes.Of(call.Thread);
        var name = path.ToString();
        var makes = (flags & Create) != 0 && writes;

        // A database that is opened for both was there before, or is made by this.
        var isInput = reads && (!writes || ((flags & Empty) == 0 && FileStatus.Of(name) is { Kind: FileKind.Regular }));
        var isAddedTo = !reads && (flags & Empty) == 0 && FileStatus.Of(name) is { Kind: FileKind.Regular, Size: > 0 };
        var real = writes ? RealOf(name) : name;
        pending = () =>
        {
            // What is not there can't be opened, unless it is made.
            if (!makes && FileStatus.Of(name) is not { Kind: FileKind.Regular })
            {
                return;
            }

            if (!isKnown)
            {
                record.Add(name, reads, writes, isInput, process, isAddedTo);
            }

            record.AddWritten(name, real);
        };
    }

    private void Execute(in AskedCall call, int argument, int folder, int arguments)
    {
        if (!TryReadPath(call, call.Arguments[argument], folder, out var path))
        {
            return;
        }

        // Who looks for a program tries every folder of PATH.
        var name = path.ToString();
        if (FileStatus.Of(name) is { Kind: FileKind.Regular } && Native.Libc.Access(name, Executable) == 0)
        {
            var process = processes.Become(call.Thread, call.Arguments[arguments]);
            pending = () => record.Execute(name, process);
        }
    }

    private int Contact(in AskedCall call, ulong address, uint length)
    {
        var read = OtherMemory.Read(call.Thread, address, bytes.AsSpan(0, (int)Math.Min(length, CalledAddress.LongestBytes)));
        if (CalledAddress.Parse(bytes.AsSpan(0, read)) is not { } called)
        {
            return 0;
        }

        var process = processes.Of(call.Thread);
        var isRefused = noNetwork && !called.IsLocal;
        pending = () => record.Contact(called, isRefused, process);
        return isRefused ? NetworkUnreachable : 0;
    }

    /// <summary>The path as the kernel will look for it, absolute; a link on the way stays one.</summary>
    private bool TryReadPath(in AskedCall call, ulong address, int folder, out ReadOnlySpan<char> path)
    {
        path = default;
        if (!OtherMemory.TryReadText(call.Thread, address, bytes, out var length))
        {
            record.MissPath();
            return false;
        }

        var count = Encoding.UTF8.GetChars(bytes.AsSpan(0, length), characters);
        path = characters.AsSpan(0, count);
        if (count > 0 && characters[0] == '/' && !path.Contains("/.", StringComparison.Ordinal) && !path.Contains("//", StringComparison.Ordinal))
        {
            return true;
        }

        var start = count > 0 && characters[0] == '/' ? "/" : BaseOf(call.Thread, folder);
        if (start is null)
        {
            record.MissPath();
            return false;
        }

        // An empty path is the descriptor itself, as of execveat.
        path = count == 0 ? start : Path.GetFullPath(path.ToString(), start);
        return true;
    }

    private static string? BaseOf(int thread, int folder)
    {
        try
        {
            return
                new FileInfo(folder == CurrentFolder ? $"/proc/{thread}/cwd" : $"/proc/{thread}/fd/{folder}").LinkTarget is { } target && target.StartsWith('/')
                ? target
                : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where a name leads as links are now: the command may make them others.</summary>
    private static string RealOf(string name)
    {
        try
        {
            return RealPath.Of(name);
        }
        catch (LockstepException)
        {
            return name; // nothing can be opened by it
        }
    }

    private static bool IsOfTheSystem(ReadOnlySpan<char> path) =>
        path.StartsWith("/proc/", StringComparison.Ordinal)
        || path.StartsWith("/sys/", StringComparison.Ordinal)
        || path.StartsWith("/dev/", StringComparison.Ordinal);
}
