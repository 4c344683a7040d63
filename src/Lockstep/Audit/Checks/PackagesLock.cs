using Lockstep.Audit.Projects;

namespace Lockstep.Audit.Checks;

/// <summary>Projects of .NET whose packages no lock file pins.</summary>
internal static class PackagesLock
{
    public static AuditCheck Check { get; } = new("packages-lock", AuditedBox.Environment, AuditLevel.Static)
    {
        Title = "A .NET project without packages.lock.json, or not restored in locked mode",
        Measures = "Looks beside each .csproj that names packages for packages.lock.json, and in it or in Directory.Build.props for RestoreLockedMode.",
        Why = "Without it a restore resolves what packages need in turn anew, to other versions; without locked mode the file is rewritten in silence.",
        Example = "<PackageReference Include=\"TorchSharp\" Version=\"0.107.0\" />     <!-- and what it needs? -->",
        Repair = "Set RestorePackagesWithLockFile, and RestoreLockedMode where CI is true; commit packages.lock.json.",
        Of = SubjectKinds.Project,
        Make = (subject, cancellation) => Task.FromResult(Look(subject.Files(cancellation))),
    };

    private static CheckResult Look(ProjectFiles files)
    {
        string[] projects = [.. files.With(".csproj").Where(path => Holds(files, path, "<PackageReference"))];
        return projects.Length == 0 ? CheckResult.NothingThere : CheckResult.Of(projects.SelectMany(path => Find(files, path)),
            "packages.lock.json pins the packages");
    }

    private static IEnumerable<AuditFinding> Find(ProjectFiles files, string project)
    {
        var folder = Path.GetDirectoryName(project) ?? "";
        if (!files.Paths.Contains(folder.Length == 0 ? "packages.lock.json" : $"{folder}/packages.lock.json"))
        {
            yield return new AuditFinding(
                project, 0, "it names packages, and no packages.lock.json is beside it", "set RestorePackagesWithLockFile to true, restore, and commit "
                    + "packages.lock.json");
        }
        else if (!files.Named(name => name is "Directory.Build.props" or "Directory.Build.targets").Append(project).Any(path => Holds(files, path,
            "RestoreLockedMode")))
        {
            yield return new AuditFinding(project, 0, "nothing restores it in locked mode", "set RestoreLockedMode to true where CI is true");
        }
    }

    private static bool Holds(ProjectFiles files, string path, string text) =>
        files.Lines(path)?.Any(line => line.Contains(text, StringComparison.Ordinal)) == true;
}
