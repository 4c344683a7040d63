using System.Diagnostics;
using System.Text;

namespace Lockstep.Environments.Restoring;

/// <summary>One call of Python or pip, which the user's variables don't lead elsewhere.</summary>
internal static class ToolProcess
{
    private const int NothingThere = 2; // ENOENT
    private const int NotAllowed = 13; // EACCES
    private const int WrongFormat = 8; // ENOEXEC

    /// <summary>Of pip's settings those that would install elsewhere, or more; where it fetches from stays the user's.</summary>
    private static readonly string[] Elsewhere =
        ["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIREMENT", "PIP_CONSTRAINT", "PIP_EDITABLE", "PIP_IGNORE_INSTALLED", "PIP_PYTHON"];

    /// <param name="told">Gets each line as it is printed, in whichever order the two pipes give them.</param>
    /// <returns>The exit code, and what it printed on stdout; null where there is no such program.</returns>
    public static (int ExitCode, string Output)? Run(
        string program, IReadOnlyList<string> arguments, Action<string>? told, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartOf(program, arguments) };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Take(line.Data, output);
        process.ErrorDataReceived += (_, line) => Take(line.Data, null);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception) when (exception.NativeErrorCode is NothingThere or NotAllowed or WrongFormat)
        {
            return null;
        }

        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return (process.ExitCode, output.ToString());

        void Take(string? line, StringBuilder? kept)
        {
            if (line is not null)
            {
                kept?.Append(line).Append('\n');
                told?.Invoke(line);
            }
        }
    }

    private static ProcessStartInfo StartOf(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("PYTHON", StringComparison.Ordinal)).Concat(Elsewhere).ToArray())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["PYTHONUTF8"] = "1";
        return start;
    }
}
