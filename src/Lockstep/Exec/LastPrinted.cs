using System.Text;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>The last lines that a command printed, stdout and stderr together.</summary>
internal static class LastPrinted
{
    private const int LookedBytes = 8192;
    private const int MostLines = 3;
    private const int MostCharacters = 200;

    /// <summary>Those that aren't empty, shortened, in their order; none where nothing is kept of it.</summary>
    public static IReadOnlyList<string> Of(RunFolder run)
    {
        try
        {
            using var file = File.OpenHandle(run.OutputPath);
            var bytes = new byte[LookedBytes];
            var read = RandomAccess.Read(file, bytes, Math.Max(0, RandomAccess.GetLength(file) - LookedBytes));
            return
            [
                .. Encoding.UTF8.GetString(bytes, 0, read).Split('\n').Select(line => PlainText.OnOneLine(line.Trim()))
                    .Where(line => line.Length > 0).TakeLast(MostLines)
                    .Select(line => line.Length > MostCharacters ? line[..MostCharacters] + "…" : line),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
