using System.Text.RegularExpressions;
using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>Paths that are there on one machine alone.</summary>
internal static partial class AbsolutePath
{
    private const int MostOfAFile = 5;

    public static AuditCheck Check { get; } = new("absolute-path", AuditedBox.Code, AuditLevel.Static)
    {
        Title = "A path of one machine, in code or settings",
        Measures = "Looks in recipes, YAML, JSON and TOML files, and in texts of Python files, for paths below places such as /home, /Users, /mnt, "
            + "/data and C:\\.",
        Why = "On another machine there is nothing there, or, worse, another edition of the data.",
        Example = "dataset: /home/ada/data/cats-v1     # there on one machine",
        Repair = "Write a path from the project's folder, or take it from an argument or a variable.",
        Make = (subject, cancellation) =>
        {
            if (subject.Kind is SubjectKinds.Recipe or SubjectKinds.Run)
            {
                return Task.FromResult(CheckResult.Of(subject.RecipePath is { } recipe ? InRecipe(subject, recipe) : []));
            }

            var files = subject.Files(cancellation);
            var settings = files.With(".yaml", ".yml", ".json", ".toml", ".cfg").Where(IsOfUser).SelectMany(path => InSettings(path, files.Lines(path) ?? []));
            return PythonFindings.In(project => settings.Concat(InPython(project)))(subject, cancellation);
        },
    };

    private static IEnumerable<AuditFinding> InRecipe(AuditSubject subject, string recipe) =>
        InSettings(Path.GetRelativePath(subject.Folder, recipe), Files.Presence.IsFile(recipe) ? File.ReadAllLines(recipe) : []);

    private static IEnumerable<AuditFinding> InSettings(string path, string[] lines) => lines.Index()
        .Select(line => (line.Index, Match: Setting().Match(line.Item)))
        .Where(line => line.Match.Success)
        .Take(MostOfAFile)
        .Select(line => Finding(path, line.Index + 1, line.Match.Groups["path"].Value));

    private static IEnumerable<AuditFinding> InPython(PythonProject project) =>
        from file in project.Files
        from text in file.AbsolutePaths.Take(MostOfAFile)
        select file.At(text.Line, Evidence(text.Text), "write a path from the project's folder, or take it from an argument");

    private static AuditFinding Finding(string path, int line, string found) =>
        new(path, line, Evidence(found), "write a path from the project's folder");

    private static string Evidence(string path) => $"'{path}' is a path of one machine";

    /// <summary>What tools make, and what runs in a container or a service of its own, is no setting of the project's.</summary>
    private static bool IsOfUser(string path) =>
        !PythonProject.IsOfTests(path) && !path.StartsWith('.') && !Made().IsMatch(path[(path.LastIndexOf('/') + 1)..]);

    [GeneratedRegex(@"\A(package(-lock)?|packages\.lock|.*\.lock|.*[-.]lock|(docker-)?compose.*|devcontainer|.*\.golden|manifest)"
        + @"\.(ya?ml|json|toml)\z|\.ipynb\z|lock\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Made();

    [GeneratedRegex(@"(\A|[:=\s\[,-])\s*[""']?(?<path>(/(home|Users|mnt|media|data|data\d+|root|scratch|workspace|datasets?|disk\d*|raid|nfs|ssd|gpfs)/"
        + @"|[A-Za-z]:[\\/](?![\\/]))[^\s""'#,\]}]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Setting();
}
