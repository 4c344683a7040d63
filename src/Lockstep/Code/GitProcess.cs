using System.Diagnostics;
using System.Text;

namespace Lockstep.Code;

/// <summary>One call of git, waited for on the caller's thread: with pipes that are read by tasks, a call would take longer than git itself does.</summary>
internal static class GitProcess
{
    /// <param name="folder">Where it runs.</param>
    /// <param name="without">Variables that it is not to see.</param>
    /// <param name="input">For it to read.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It can't be started.</exception>
    public static (int ExitCode, byte[] Output, string Errors) Run(
        string folder, IReadOnlyList<string> arguments, IReadOnlyList<string> without, byte[] input, CancellationToken cancellation)
    {
        using var output = new MemoryStream();
        var (exitCode, errors) = Run(folder, arguments, without, input, output, cancellation);
        return (exitCode, output.ToArray(), errors);
    }

    /// <param name="output">Gets what it prints.</param>
    /// <inheritdoc cref="Run(string, IReadOnlyList{string}, IReadOnlyList{string}, byte[], CancellationToken)"/>
    public static (int ExitCode, string Errors) Run(
        string folder, IReadOnlyList<string> arguments, IReadOnlyList<string> without, byte[] input, Stream output, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartOf(folder, arguments, without) };
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

    private static ProcessStartInfo StartOf(string folder, IReadOnlyList<string> arguments, IReadOnlyList<string> without)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["LC_ALL"] = "C";
        foreach (var variable in without)
        {
            start.Environment.Remove(variable);
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
