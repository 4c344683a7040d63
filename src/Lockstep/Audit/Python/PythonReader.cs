using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Lockstep.Audit.Projects;
using Lockstep.Exec.Processes;
using Lockstep.Files;

namespace Lockstep.Audit.Python;

/// <summary>
/// Has Python itself read the syntax trees of a project's files. It imports and executes none of them: it runs isolated, with its own library alone.
/// </summary>
internal static class PythonReader
{
    /// <summary>More than a project has that people wrote; it takes a minute.</summary>
    private const int MostFiles = 5000;

    private const int FilesWorthAProcess = 40;
    private const int MostProcesses = 4;
    private const string Prefix = "Lockstep.Audit.Python.reader/";

    private static readonly string[] Programs = ["python3", "python"];
    private static readonly Assembly Home = typeof(PythonReader).Assembly;

    /// <exception cref="LockstepException">There is no Python of version 3.9 or newer, or it fails.</exception>
    public static PythonProject Read(ProjectFiles files, CancellationToken cancellation)
    {
        string[] all = [.. files.With(".py", ".ipynb").Where(path => !PythonProject.IsOfTests(path))];
        string[] read = [.. all.Take(MostFiles)];
        string[] notes =
        [
            .. all.Length > read.Length ? [$"of {all.Length} Python files the first {read.Length} were read; name a smaller folder"] : Array.Empty<string>(),
            .. files.Unread.Count > 0 ? [$"{Counted.Of(files.Unread.Count, "folder")} may not be looked into, {files.Unread[0]} first"] : Array.Empty<string>(),
        ];
        if (read.Length == 0)
        {
            return new PythonProject([], notes);
        }

        var scratch = Directory.CreateTempSubdirectory("lockstep-audit-").FullName;
        try
        {
            WriteReader(scratch);
            var python = Find();
            var parts = Math.Clamp(read.Length / FilesWorthAProcess, 1, Math.Min(MostProcesses, Environment.ProcessorCount));
            var answers = new IReadOnlyList<PythonFile>[parts];
            Parallel.For(0, parts, new ParallelOptions { CancellationToken = cancellation }, part =>
                answers[part] = Run(python, scratch, files.Folder, [.. read.Where((_, index) => index % parts == part)], part, cancellation));
            return new PythonProject([.. answers.SelectMany(files => files).OrderBy(file => file.Path, ChecksumListing.ByUtf8Bytes)], notes);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<LockstepException>().FirstOrDefault() is { } first)
        {
            throw new LockstepException(first.Message, first);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static string Find() => Programs
        .Select(name => ProgramFile.Find(name, "/", Environment.GetEnvironmentVariable("PATH")).Path).FirstOrDefault(path => path is not null)
        ?? throw new LockstepException("there is no python3 on PATH, which reads the Python files; nothing is said of them");

    private static PythonFile[] Run(string python, string scratch, string root, string[] paths, int part, CancellationToken cancellation)
    {
        var list = Path.Combine(scratch, FormattableString.Invariant($"list.{part}"));
        File.WriteAllText(list, string.Concat(paths.Select(path => path + "\0")));
        using var process = new Process { StartInfo = StartOf(python, scratch, list, root) };
        process.Start();
        using var stop = cancellation.Register(() => process.Kill());
        process.StandardInput.Close();
        var errors = "";
        var reader = new Thread(() => errors = process.StandardError.ReadToEnd());
        reader.Start();
        var answers = new List<PythonFile>();
        try
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                answers.Add(FactLine.Read(line));
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            process.Kill();
            throw new LockstepException($"{python} gave an answer that can't be read: {exception.Message}", exception);
        }

        reader.Join();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode == 0 && answers.Count == paths.Length ? [.. answers] : throw new LockstepException(
            $"{python} could not read the Python files, which takes version 3.9 or newer (exit code {process.ExitCode}): "
            + PlainText.OnOneLine(errors.Trim().Split('\n')[^1]));
    }

    private static ProcessStartInfo StartOf(string python, string reader, string list, string root) =>
        new(python, ["-X", "utf8", "-I", "-S", "-B", reader, list, root])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

    private static void WriteReader(string folder)
    {
        foreach (var name in Home.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var from = Home.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"no resource {name}");
            using var into = File.Create(Path.Combine(folder, name[Prefix.Length..]));
            from.CopyTo(into);
        }
    }
}
