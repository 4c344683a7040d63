using Lockstep.Audit.Projects;
using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>A project of Python that says nowhere which packages it needs.</summary>
internal static class LockFile
{
    private static readonly string[] Libraries =
        ["torch", "torchvision", "numpy", "sklearn", "tensorflow", "keras", "jax", "pandas", "cv2", "PIL", "lightning", "pytorch_lightning", "transformers",
            "scipy"];

    public static AuditCheck Check { get; } = new("lock-file", AuditedBox.Environment, AuditLevel.Static)
    {
        Title = "No list of the packages that the code needs",
        Measures = "Where Python files import libraries for numbers or images, it looks for a lock file (uv.lock, poetry.lock, pdm.lock, Pipfile.lock, "
            + "conda-lock.yml, pixi.lock, pylock.toml), requirements, an environment file, or dependencies in pyproject.toml.",
        Why = "Whoever runs it installs what is newest that day.",
        Example = "pip install torch numpy     # in the README, and nowhere else",
        Repair = "pip freeze > requirements.txt, and commit it; or uv lock.",
        Of = SubjectKinds.WithCode,
        IsDecisive = true,
        Make = LookAsync,
    };

    private static async Task<CheckResult> LookAsync(AuditSubject subject, CancellationToken cancellation)
    {
        var files = subject.Files(cancellation);
        if (RequirementLists.Locks(files).FirstOrDefault() is { } found)
        {
            return CheckResult.Of([], $"{found} pins the packages");
        }

        if (RequirementLists.Of(files).FirstOrDefault(list => list.Requirements.Count > 0 && !UnpinnedRequirements.IsForDevelopers(list.Path)) is { } listed)
        {
            return CheckResult.Of([], $"{listed.Path} lists the packages");
        }

        return await PythonFindings.In(Missing)(subject, cancellation).ConfigureAwait(false);
    }

    private static IEnumerable<AuditFinding> Missing(PythonProject project)
    {
        string[] used =
        [
            .. project.Files.SelectMany(file => file.Imports).Where(import => import.Level == 0).Select(import => import.Module.Split('.')[0])
                .Where(Libraries.Contains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return used.Length == 0 ? [] :
            [new AuditFinding(null, 0, $"{string.Join(", ", used)} {(used.Length == 1 ? "is" : "are")} imported, and no file lists the packages",
                "pip freeze > requirements.txt, and commit it")];
    }
}
