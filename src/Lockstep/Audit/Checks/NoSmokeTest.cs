using Lockstep.Files;
using Lockstep.Smoke;

namespace Lockstep.Audit.Checks;

/// <summary>A recipe beside which no golden values of a smoke test lie.</summary>
internal static class NoSmokeTest
{
    public static AuditCheck Check { get; } = new("no-smoke-test", AuditedBox.Code, AuditLevel.Static)
    {
        Title = "No golden values of a smoke test",
        Measures = $"Looks for {GoldenValues.UsualName} beside the recipe, and whether it can be read and was not edited by hand. Whether the test passes, "
            + "smoke-fails says, at level full.",
        Why = "A commit that changes results is found on the day it is made only by a short training that is held against what came of it before.",
        Example = "lockstep smoke recipe.yaml     # passes, and a month later too, with other figures",
        Repair = "lockstep smoke RECIPE --update-golden, commit the file, and lockstep init --ci github for the workflow.",
        Of = SubjectKinds.Recipe | SubjectKinds.CommandRecipe,
        IsAdvice = true,
        Make = (subject, _) => Task.FromResult(CheckResult.Of(Found(subject), GoldenValues.UsualName)),
    };

    private static IEnumerable<AuditFinding> Found(AuditSubject subject)
    {
        var path = Path.Combine(subject.Folder, GoldenValues.UsualName);
        var update = $"lockstep smoke {ShellWord.Of(ShownPath.Of(subject.RecipePath ?? subject.Shown))} --update-golden";
        if (!Presence.IsFile(path))
        {
            yield return new AuditFinding(null, 0, $"no {GoldenValues.UsualName} lies beside the recipe", $"{update}, and commit it");
        }
        else if (GoldenFile.Read(path).Edited is [var first, ..])
        {
            yield return new AuditFinding(GoldenValues.UsualName, 0, $"the entry {first} was edited by hand: its digest is not that of what it says", update);
        }
    }
}
