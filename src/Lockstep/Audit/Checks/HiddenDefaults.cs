namespace Lockstep.Audit.Checks;

/// <summary>Values of a recipe that nobody wrote down.</summary>
internal static class HiddenDefaults
{
    public static AuditCheck Check { get; } = new("hidden-defaults", AuditedBox.Code, AuditLevel.Static)
    {
        Title = "Values that decide a run and stand nowhere",
        Measures = "Whether the recipe is resolved: every value that it leaves out gets the default of the schema, which is written into the run's "
            + "recipe.yaml and counts in the Code lock. Of a run, it looks whether that file is there.",
        Why = "A default that stands nowhere changes with the version of a program, and nobody sees it.",
        Example = "train: {epochs: 10}     # the run's recipe.yaml says lr: 0.001 and all else, too",
        Repair = "None is needed for a recipe; a run without recipe.yaml is not complete: train again.",
        Of = SubjectKinds.Trainings | SubjectKinds.CommandRecipe | SubjectKinds.CommandRun,
        IsDecisive = true,
        Make = (subject, _) => Task.FromResult(subject.Run is { } run && !Files.Presence.IsFile(run.RecipePath)
            ? CheckResult.Of([new AuditFinding(null, 0, "the run has no recipe.yaml, which holds every value", $"lockstep rerun {run.Reference}")])
            : CheckResult.Of([], "the recipe has no hidden default")),
    };
}
