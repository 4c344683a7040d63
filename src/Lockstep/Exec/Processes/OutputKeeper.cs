using System.Globalization;
using System.Text;
using Lockstep.Files;

namespace Lockstep.Exec.Processes;

/// <summary>Writes what a command prints to a file: its beginning up to a limit, and its end. Where the disk is full the command goes on.</summary>
internal sealed class OutputKeeper : IDisposable
{
    private readonly string path;
    private readonly long limit;
    private readonly FileStream file;
    private byte[] tail = [];
    private long printed;
    private long head;
    private string? problem;

    /// <exception cref="LockstepException">The file can't be made.</exception>
    public OutputKeeper(string path, long limit)
    {
        (this.path, this.limit) = (path, limit);
        try
        {
            file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException(
                $"{ShownPath.Of(path)}: the file for what the command prints can't be made: {failure.Message} The command was not started.",
                failure
            );
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        printed += bytes.Length;
        var fits = problem is null ? (int)Math.Min(bytes.Length, limit - head) : 0;
        if (fits > 0 && Write(bytes[..fits]))
        {
            head += fits;
        }

        if (problem is null && fits < bytes.Length)
        {
            AddToTail(bytes[fits..]);
        }
    }

    /// <summary>Writes the end, and says what is not there.</summary>
    public KeptOutput Finish()
    {
        var beyond = printed - head;
        if (problem is null && beyond > 0)
        {
            var kept = (int)Math.Min(beyond, KeptOutput.TailBytes);
            if (beyond > kept)
            {
                var line = string.Create(
                    CultureInfo.InvariantCulture,
                    $"\n[lockstep: {beyond - kept} bytes are left out here: the limit is {limit} bytes and the last {KeptOutput.TailBytes}]\n"
                );
                _ = Write(Encoding.UTF8.GetBytes(line));
                Say($"The command printed {printed} bytes: {ShownPath.Of(path)} has the first {limit} and the last {kept} of them.");
            }

            // The ring's oldest byte is where the next one would have gone.
            var next = (int)((printed - head) % KeptOutput.TailBytes);
            var whole = beyond < KeptOutput.TailBytes ? Write(tail.AsSpan(0, kept)) : Write(tail.AsSpan(next)) && Write(tail.AsSpan(0, next));
            return new KeptOutput(printed, whole ? head + kept : head, problem);
        }

        return new KeptOutput(printed, head, problem);
    }

    public void Dispose() => file.Dispose();

    private void Say(FormattableString what) => problem ??= what.ToString(CultureInfo.InvariantCulture);

    private bool Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(bytes);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Say($"What the command printed is not kept after {head} bytes: {failure.Message}");
            return false;
        }
    }

    private void AddToTail(ReadOnlySpan<byte> bytes)
    {
        var at = printed - head - bytes.Length;
        if (bytes.Length > KeptOutput.TailBytes)
        {
            at += bytes.Length - KeptOutput.TailBytes;
            bytes = bytes[^KeptOutput.TailBytes..];
        }

        tail = tail.Length == 0 ? new byte[KeptOutput.TailBytes] : tail;
        var place = (int)(at % KeptOutput.TailBytes);
        var first = Math.Min(bytes.Length, KeptOutput.TailBytes - place);
        bytes[..first].CopyTo(tail.AsSpan(place));
        bytes[first..].CopyTo(tail);
    }
}
