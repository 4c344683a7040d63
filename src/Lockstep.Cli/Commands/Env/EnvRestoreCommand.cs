using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Environments.Restoring;
using Lockstep.Files;
using Lockstep.Sharing.Bundles;

namespace Lockstep.Cli.Commands.Env;

/// <summary>Makes the Python environment of a command's run anew.</summary>
internal static class EnvRestoreCommand
{
    public static Command Create()
    {
        var run = RunOptions.Run();
        var venv = new Option<string>("--venv") { HelpName = "DIR", Description = "The environment's folder: a new or an empty one.", Required = true };
        var python = new Option<string?>("--python")
        {
            HelpName = "PROGRAM",
            Description = "The Python that makes it; without it, the one of the recorded version that is on PATH."
        };
        var links = new Option<string[]>("--find-links")
        {
            HelpName = "DIR",
            Description = "Take packages from this folder of wheels, too; may be repeated.",
            DefaultValueFactory = _ => []
        };
        var noIndex = new Option<bool>("--no-index") { Description = "Ask no index, only the folders of --find-links." };
        var allow = new Option<string?>("--allow")
        {
            HelpName = "environment",
            Description = "Keep it although Python's last number or a package is not the recorded one."
        };
        var trust = new Option<bool>("--trust")
        {
            Description = "Give pip the recorded list as it is, with options and addresses, and let packages run code of theirs while they are built."
        };
        var yes = new Option<bool>("--yes") { Description = "Do it; without it, it is only shown, and on a terminal asked." };
        var runs = RunOptions.Runs();
        return new Command("restore", "Make the Python environment of a command's run anew, package by package, and check that it is the same.")
        {
            run, venv, python, links, noIndex, allow, trust, yes, runs
        }.WithHelp("""
            It is made with Python's venv and pip from the run's locks/requirements.txt, and whole or not at all. Packages come as wheels, which run nothing.

            Examples:
              lockstep env restore 3f2a91 --venv .venv               what would be done
              lockstep env restore 3f2a91 --venv .venv --yes
              lockstep env restore 3f2a91 --venv .venv --yes --no-index --find-links wheels
              PATH=$PWD/.venv/bin:$PATH lockstep rerun 3f2a91        then: the same bits?

            Exit codes: 0 it is there, or was only shown; 2 no such run, a list that is not trusted, or the folder is not empty; 3 it can't be made.
            """).Writes(parsed => [parsed.GetValue(venv)]).Runs((parsed, terminal, cancellation) =>
        {
            if (parsed.GetValue(allow) is { } box and not "environment")
            {
                throw new UsageException($"--allow {box}: expected environment.");
            }

            foreach (var folder in parsed.GetRequiredValue(links).Where(folder => !Presence.IsFolder(folder)))
            {
                throw new UsageException($"--find-links {ShownPath.Of(folder)}: no such folder; expected a folder of wheels.");
            }

            string[] sources = [.. parsed.GetValue(noIndex) ? (string[])["--no-index"] : [],
                .. parsed.GetRequiredValue(links).SelectMany(folder => (string[])["--find-links", Path.GetFullPath(folder)])];
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
            var plan = VenvPlan.Of(
                named.Find(parsed.GetRequiredValue(run)), parsed.GetRequiredValue(venv),
                new VenvWishes(parsed.GetValue(python), sources, parsed.GetValue(trust), parsed.GetValue(allow) is not null), cancellation);
            Show(terminal, plan);
            if (!parsed.GetValue(yes) && !IsConfirmed(terminal))
            {
                terminal.Json(VenvAnswer.Of(plan, made: null));
                return Task.FromResult(ExitCode.Success);
            }

            var made = RestoredVenv.Make(plan, line => terminal.Message("  " + line), cancellation);
            foreach (var difference in made.Differences)
            {
                terminal.Warning($"allowed: {difference}.");
            }

            terminal.Result($"made       {ShownPath.Of(plan.Folder)}: {Counted.Of(made.Packages.Count, "package")}, of {made.Proven} the very files that ran");
            terminal.Result(
                $"Rerun with it: PATH={ShellWord.Of(Path.Combine(plan.Folder, "bin"))}:$PATH lockstep rerun {plan.Run.Bundle ?? plan.Run.Reference}");
            if (plan.ProgramByPath is { } program)
            {
                terminal.Warning($"the run's command names its Python by a path, {program}, which a rerun takes whatever PATH says: "
                    + "it uses this environment where it is made in that one's place.");
            }

            terminal.Json(VenvAnswer.Of(plan, made));
            return Task.FromResult(ExitCode.Success);
        });
    }

    private static void Show(Terminal terminal, VenvPlan plan)
    {
        terminal.Result($"run        {plan.Run.Bundle ?? plan.Run.Name}");
        terminal.Result($"python     {plan.Python.Version} ({plan.Python.Program})");
        terminal.Result($"folder     {ShownPath.Of(plan.Folder)}");
        foreach (var package in plan.List.Packages)
        {
            var archives = package.Hashes.Count > 0 ? $", one of {Counted.Of(package.Hashes.Count, "archive")} by its SHA-256" : "";
            terminal.Result($"package    {package}{archives}");
        }

        foreach (var package in plan.List.WithVenv)
        {
            terminal.Result($"with venv  {package}");
        }

        foreach (var package in plan.List.FromSystem)
        {
            terminal.Result($"system     {package}, of the distribution: its version is checked, and not installed");
        }

        foreach (var other in plan.List.Others)
        {
            terminal.Warning($"locks/requirements.txt line {other.Line}: {other.Text}: {other.Reason}");
        }

        foreach (var unlisted in plan.List.Unlisted)
        {
            terminal.Warning($"not restored: {unlisted}");
        }

        foreach (var command in plan.Commands)
        {
            terminal.Result($"runs       {command}");
        }
    }

    private static bool IsConfirmed(Terminal terminal)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected || terminal.WantsJson)
        {
            terminal.Result("Nothing was done; --yes does it.");
            return false;
        }

        Console.Error.Write("Do it? [y/N] ");
        if (Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes")
        {
            return true;
        }

        terminal.Result("Nothing was done.");
        return false;
    }
}
