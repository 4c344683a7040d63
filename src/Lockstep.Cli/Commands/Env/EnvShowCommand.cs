using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Locks;
using Lockstep.Sharing.Bundles;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands.Env;

/// <summary>Shows an Environment lock.</summary>
internal static class EnvShowCommand
{
    public static Command Create(Func<Extensions> extensions)
    {
        var reference = EnvOptions.Lock("RUN|FILE");
        reference.Arity = ArgumentArity.ZeroOrOne;
        reference.Description = $"{reference.Description} Without it, what 'env lock' would write here.";
        var python = EnvOptions.Python();
        var runs = RunOptions.Runs();
        return new Command("show", "Show what an Environment lock holds, and which of it changes results.") { reference, python, runs }
            .WithHelp("""
                Examples:
                  lockstep env show latest
                  lockstep env show lockstep.env.json
                  lockstep env show                          this machine, for the recipe or the Python that is here
                  lockstep env show --python .venv/bin/python

                Exit codes: 0 shown; 2 no such run or file; 3 it can't be read.
                """).Runs((parsed, terminal, cancellation) =>
            {
                using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
                if (parsed.GetValue(reference) is not null && parsed.GetValue(python) is not null)
                {
                    throw new UsageException("--python: it is of this machine; a run's lock and a file are shown as they were recorded. Give one of the two.");
                }

                var environment = parsed.GetValue(reference) is { } given ? NamedEnvironment.Find(given, named)
                    : NamedEnvironment.Take(recipe: null, parsed.GetValue(python), extensions(), cancellation);
                EnvironmentField[] fields = [.. EnvironmentField.Of(environment.Lock)];
                EnvironmentDisplay.Print(terminal, environment.Name, environment.Kind, environment.Lock, fields);
                terminal.Json(EnvironmentAnswer.Of(environment.Name, environment.Kind, fields));
                return Task.FromResult(ExitCode.Success);
            });
    }
}
