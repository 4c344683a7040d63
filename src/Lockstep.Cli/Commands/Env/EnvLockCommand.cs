using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands.Env;

/// <summary>Writes the Environment lock of a project, without a run.</summary>
internal static class EnvLockCommand
{
    public static Command Create(Func<Extensions> extensions)
    {
        var recipe = new Argument<string?>("RECIPE")
        {
            Description = "The recipe's file; without it recipe.yaml or config.yaml here, or, where there is none, the Python at hand.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var python = EnvOptions.Python();
        var output = new Option<string>("--output", "-o")
        {
            HelpName = "FILE",
            Description = "The file to write.",
            DefaultValueFactory = _ => EnvironmentFile.UsualName,
        };
        return new Command("lock", "Write down the environment that a project has on this machine, without a run: to be committed, and checked elsewhere.")
        {
            recipe, python, output,
        }.WithHelp("""
            Of a training: libraries, processor, threads, device. Of a command: Python, all its packages with their versions and the digests that their
            installers left, processor and C library; which native libraries a command loads shows only in a run.

            Examples:
              lockstep env lock                                    for recipe.yaml, or the Python of .venv
              lockstep env lock --python .venv/bin/python -o train.env.json
              lockstep env verify                                  elsewhere: is it the same there?

            Exit codes: 0 written; 2 wrong usage or recipe; 3 the environment can't be read, or nothing can be written there.
            """).Writes(parsed => [parsed.GetValue(output)]).Runs((parsed, terminal, cancellation) =>
        {
            var path = parsed.GetRequiredValue(output);
            RefuseForeign(path);
            var environment = NamedEnvironment.Take(parsed.GetValue(recipe), parsed.GetValue(python), extensions(), cancellation);
            AtomicFile.WriteAllText(path, environment.ToFile().ToJson());
            terminal.Result($"file        {ShownPath.Of(path)}");
            EnvironmentDisplay.PrintHead(terminal, environment.Kind, environment.Lock);
            terminal.Message($"Check it elsewhere with: lockstep env verify{(path == EnvironmentFile.UsualName ? "" : " " + ShellWord.Of(path))}");
            terminal.Json(EnvironmentAnswer.Of(
                Path.GetFullPath(path), environment.Kind, environment.Lock, EnvironmentDisplay.Undigested(environment.Lock)));
            return Task.FromResult(ExitCode.Success);
        });
    }

    /// <summary>A lock is taken anew in its place; nothing else is.</summary>
    private static void RefuseForeign(string path)
    {
        if (Presence.IsFolder(path))
        {
            throw new UsageException($"-o {ShownPath.Of(path)}: a folder; expected a file to write.");
        }

        if (!Presence.IsFile(path))
        {
            return;
        }

        try
        {
            EnvironmentFile.Read(path);
        }
        catch (LockstepException)
        {
            throw new UsageException($"-o {ShownPath.Of(path)}: is there, and is no lock that this Lockstep wrote. Name another file, or remove it.");
        }
    }
}
