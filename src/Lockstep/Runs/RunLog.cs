using System.Globalization;

namespace Lockstep.Runs;

/// <summary>Appends to <c>log.txt</c>: one line per event, a time in UTC and a sentence.</summary>
public sealed class RunLog(string path, TimeProvider clock) : IDisposable
{
    private readonly StreamWriter writer = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { NewLine = "\n", AutoFlush = true };

    /// <summary>Writes one event, on the disk when this returns.</summary>
    public void Write(string line) => writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}"));

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();
}
