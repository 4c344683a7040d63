using Lockstep.Files;

namespace Lockstep.Environments.Restoring;

/// <summary>A Python of this machine.</summary>
/// <param name="Program">Its file, absolute.</param>
/// <param name="Version">For example <c>3.11.2</c>.</param>
/// <param name="HasVenv">Whether it can make a virtual environment with pip in it.</param>
public sealed record PythonInterpreter(string Program, string Version, bool HasVenv)
{
    private const string Question =
        "import sys, importlib.util as u; print(sys.version.split()[0]); print(int(all(u.find_spec(n) for n in ('venv', 'ensurepip'))))";

    /// <summary>The one that a run had.</summary>
    /// <param name="version">That was recorded.</param>
    /// <param name="given">The user's; null to look on PATH.</param>
    /// <param name="takesOtherPatch">Whether another number behind the second point will do.</param>
    /// <exception cref="LockstepException">There is none, or it has no venv.</exception>
    public static PythonInterpreter Find(string version, string? given, bool takesOtherPatch, CancellationToken cancellation)
    {
        var minor = string.Join('.', version.Split('.').Take(2));
        var looked = new List<PythonInterpreter>();
        foreach (var program in given is not null ? [given] : Candidates(minor))
        {
            if (Ask(program, cancellation) is { } found)
            {
                looked.Add(found);
            }
            else if (given is not null)
            {
                throw new UsageException($"--python {ShownPath.Of(given)}: no Python that runs; expected the program of Python {version}.");
            }
        }

        var fitting = looked.Where(python => python.Version == version || (takesOtherPatch && python.Version.StartsWith(minor + ".", StringComparison.Ordinal)))
            .OrderBy(python => python.Version == version ? 0 : 1).ThenBy(python => python.HasVenv ? 0 : 1).FirstOrDefault();
        if (fitting is null)
        {
            var found = looked.Count == 0 ? "none" : string.Join(", ", looked.Select(python => $"{python.Version} ({python.Program})").Distinct());
            throw new LockstepException($"Environment: python: {(given is null ? "on PATH" : "--python")}: found {found}; expected Python {version}, "
                + $"which the run had. Install it and name it with --python PROGRAM; another {minor} is taken with --allow environment.");
        }

        return fitting.HasVenv ? fitting : throw new LockstepException(
            $"Environment: python: {fitting.Program} {fitting.Version} can't make virtual environments: its modules venv and ensurepip are not both there. "
            + $"Debian and Ubuntu have them in a package of their own: apt-get install python{minor}-venv.");
    }

    private static IEnumerable<string> Candidates(string minor)
    {
        foreach (var name in (string[])[$"python{minor}", "python3", "python"])
        {
            foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(Path.IsPathRooted))
            {
                if (Path.Combine(folder, name) is var program && FileStatus.Of(program) is { Kind: FileKind.Regular })
                {
                    yield return program;
                }
            }
        }
    }

    private static PythonInterpreter? Ask(string program, CancellationToken cancellation) =>
        ToolProcess.Run(program, ["-I", "-S", "-c", Question], told: null, cancellation) is (0, var answer) && answer.Split('\n') is [var version, var venv, ..]
            ? new PythonInterpreter(program.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(program) : program, version, venv == "1")
            : null;
}
