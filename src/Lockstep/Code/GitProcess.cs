using System.Diagnostics;
using System.Text;

namespace Lockstep.Code;

/// <summary>
/// One call of git, waited for on the caller's thread: with pipes that are read by tasks, a call would take longer than git itself does.
/// The repository may be a stranger's: whatever its settings name, no program is started (<see cref="QuietGit"/>; <see cref="GitRepository.Diff"/> leaves
/// out programs that show differences), and nothing is fetched.
/// </summary>
internal static class GitProcess
{
    private static readonly Dictionary<string, string> NoVariables = [];

    /// <param name="folder">Where it runs.</param>
    /// <param name="without">Variables that it is not to see.</param>
    /// <param name="input">For it to read.</param>
    /// <param name="variables">That it gets beside those that are here; null for none.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It can't be started.</exception>
    public static (int ExitCode, byte[] Output, string Errors) Run(
        string folder, IReadOnlyList<string> arguments, IReadOnlyList<string> without, byte[] input, CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        using var output = new MemoryStream();
        var (exitCode, errors) = Run(folder, arguments, without, input, output, cancellation, variables);
        return (exitCode, output.ToArray(), errors);
    }

    /// <param name="output">Gets what it prints.</param>
    /// <inheritdoc cref="Run(string, IReadOnlyList{string}, IReadOnlyList{string}, byte[], CancellationToken, IReadOnlyDictionary{string, string}?)"/>
    public static (int ExitCode, string Errors) Run(
        string folder, IReadOnlyList<string> arguments, IReadOnlyList<string> without, byte[] input, Stream output, CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartOf(folder, arguments, without, variables) };
        process.Start();
        using var stop = cancellation.Register(() => process.Kill());

        // Each pipe by itself: whichever is full makes it wait.
        var errors = "";
        var reader = new Thread(() => errors = process.StandardError.ReadToEnd());
        reader.Start();
        var giver = input.Length > 0 ? new Thread(() => Give(process, input)) : null;
        giver?.Start();
        if (giver is null)
        {
            Give(process, input);
        }

        process.StandardOutput.BaseStream.CopyTo(output);
        reader.Join();
        giver?.Join();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return (process.ExitCode, errors);
    }

    private static ProcessStartInfo StartOf(string folder, IReadOnlyList<string> arguments, IReadOnlyList<string> without, IReadOnlyDictionary<string,
        string>? variables)
    {
        var start = new ProcessStartInfo("git", [.. QuietGit.Always, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["LC_ALL"] = "C";

        // Of a partial clone git would fetch what is missing, by a program of the settings' choice; the second does it for any git.
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        start.Environment["GIT_ALLOW_PROTOCOL"] = "none";
        foreach (var variable in without)
        {
            start.Environment.Remove(variable);
        }

        foreach (var (name, value) in variables ?? NoVariables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static void Give(Process process, byte[] input)
    {
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it, and says why.
        }
    }
}
