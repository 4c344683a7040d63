using Lockstep.Exec.Processes;
using Lockstep.Exec.Python;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>What a command gets from Lockstep: variables, for Python a start-up module, and for R a profile.</summary>
internal static class CommandInjection
{
    public static InjectedCommand Prepare(PreparedCommand prepared, RunFolder folder)
    {
        var recipe = prepared.Recipe.Recipe;
        if (!recipe.Inject)
        {
            return new InjectedCommand(
                prepared.Arguments,
                new Dictionary<string, string?>(SeedVariables.Changes(prepared.Seeds)) { ["LOCKSTEP_RUN"] = folder.FullPath },
                [],
                CommandKind.Other,
                ["Python was left as it is (--no-inject): nothing is seeded, and there is no ledger."]);
        }

        var environment = SeedVariables.PutInto(EnvironmentVariables.OfThisProcess(), prepared.Seeds);
        foreach (var (name, value) in prepared.Variables)
        {
            if (value is null)
            {
                environment.Remove(name);
            }
            else
            {
                environment[name] = value;
            }
        }

        var injected = Injection.Prepare(prepared.Arguments, environment, folder.FullPath, folder.ScratchPath, new InjectionSettings
        {
            Seed = (ulong)recipe.Seed,
            Mode = recipe.Determinism switch
            {
                CommandRecipe.Strict => InjectionMode.Strict,
                CommandRecipe.Fast => InjectionMode.Fast,
                _ => InjectionMode.Default,
            },
            Ledger = recipe.Ledger switch
            {
                CommandRecipe.LedgerOff => LedgerDepth.Off,
                CommandRecipe.LedgerDeep => LedgerDepth.Deep,
                _ => LedgerDepth.Standard,
            },
            Folder = prepared.Folder,
            Threads = recipe.Threads,
            ThreadsBefore = prepared.ThreadsBefore,
            EndsAfterSteps = prepared.EndsAfterSteps ?? 0,
            EndsAfterEpochs = prepared.EndsAfterEpochs ?? 0,
        });
        var changes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in prepared.Seeds)
        {
            changes[name] = value;
        }

        foreach (var (name, value) in injected.Environment)
        {
            changes[name] = value;
        }

        changes[RStart.Variable] = RStart.Prepare(folder.ScratchPath, recipe.Seed, environment);
        return injected with { Environment = changes };
    }
}
