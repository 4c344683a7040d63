using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Environments.Bom;
using Lockstep.Exec.Packages;
using Lockstep.Exec.Python;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Environments.Images;

/// <summary>The lines of a Dockerfile that makes a run's environment anew and reruns it there. What a stranger's run says enters no line unchecked.</summary>
/// <param name="Text">Of the Dockerfile.</param>
/// <param name="Base">The image that it begins with.</param>
/// <param name="Requirements">The list that pip gets; null where there is nothing for it.</param>
/// <param name="SystemPackages">The list that apt-get gets, likewise.</param>
/// <param name="Notes">What a person has to do or to know, in sentences.</param>
internal sealed partial record ImageRecipe(string Text, string Base, string? Requirements, string? SystemPackages, IReadOnlyList<string> Notes)
{
    public const string Code = "/rerun/code";

    private const string Sdk = "mcr.microsoft.com/dotnet/sdk";
    private const string AnySdk = "10.0";
    private const string Venv = "/opt/venv";

    /// <summary>What Lockstep and its SDK need beside what a small image has; the name of ICU ends with its version, another in each release.</summary>
    private static readonly string[] Needed = ["ca-certificates", "git", "libgcc-s1", "'^libicu[0-9]+$'", "libssl3", "libstdc++6"];

    /// <exception cref="UsageException">Its list of requirements says more than versions, and is not trusted.</exception>
    /// <exception cref="LockstepException">It was made on a system without apt-get, and no image is given.</exception>
    public static ImageRecipe Of(RunFolder run, string? image, bool isTrusted)
    {
        var record = run.ReadRecord();
        var locks = run.ReadLocks();
        var software = new RecordedSoftware(locks.Environment);
        var list = record.Kind == RunKind.Command && run.ReadPackages(run.RequirementsPath) is { } text
            ? (Text: text, File: RequirementsFile.Parse(text)) : default;
        if (list.File is { Others.Count: > 0 } && !isTrusted)
        {
            throw new UsageException($"{run.Bundle ?? run.Name}: locks/requirements.txt says more than names, versions and hashes, such as line "
                + $"{list.File.Others[0].Line}: {list.File.Others[0].Text}: {list.File.Others[0].Reason}. Look at it, and take it as it is with --trust.");
        }

        var notes = new List<string>();
        (string Name, string Version)[] system = record.Kind == RunKind.Command ? [.. PackageList.System(run)] : [];
        var python = software.PythonVersion is { } version && Version().IsMatch(version) ? version : null;
        var ownPython = python is not null && !system.Any(package => package.Name.StartsWith("python3", StringComparison.Ordinal));
        var start = image is not null ? ImageName.Pinned(image) : BaseOf(run, software, ownPython ? python : null, notes);
        var lines = new Lines();
        lines.Add($"# Makes the environment of the run {PlainText.OnOneLine(run.Name)} anew, and reruns it there.");
        lines.Add("# LOCKSTEP is a clone of Lockstep's repository:");
        lines.Add($"#   docker build --build-context lockstep={LockstepClone.Shown} -t rerun . && docker run --rm rerun");
        lines.Add(image is null ? "# A tag can be moved: 'lockstep env dockerfile --image NAME@sha256:…' names an image for good." : "");
        lines.Add($"FROM --platform=linux/amd64 {start}");
        lines.Add("");
        lines.Add("# The SDK builds Lockstep, and runs it.");
        lines.Add($"COPY --from={Sdk}:{(software.Sdk is { } sdk && Version().IsMatch(sdk) ? sdk : AnySdk)} /usr/share/dotnet /usr/share/dotnet");
        lines.Add("");
        lines.Add("# The distribution's packages. A version that its archive no longer has is named, and the one in its place taken.");
        lines.Add("# Old ones are kept by archives such as snapshot.debian.org: a line here that writes /etc/apt/sources.list brings them back.");
        lines.Add($"RUN apt-get update && {Apt(Needed)}");
        var packages = system.Select(package => $"{package.Name}={package.Version}").ToArray();
        if (packages.Length > 0)
        {
            lines.Add("COPY apt.txt /rerun/apt.txt");
            lines.Add("RUN while read -r package; do \\");
            lines.Add("        apt-cache show \"$package\" 2> /dev/null | grep -q ^Package: \\");
            lines.Add("        || { echo \"$package: no longer in the archive, taken as it is there now\" >&2; package=${package%%=*}; }; \\");
            lines.Add("        echo \"$package\"; \\");
            lines.Add($"    done < /rerun/apt.txt | xargs {Apt([])}");
        }

        AddPython(lines, run, list.File, python, ownPython, packages.Length > 0 && !ownPython, notes);
        lines.Add("");
        lines.Add("# Lockstep, at the commit that made the run.");
        lines.Add("COPY --from=lockstep .git /opt/lockstep.git");
        var commit = LockstepBuild.Of(locks.Environment)?.Commit is { } made && Commit().IsMatch(made) ? made : null;
        lines.Add($"RUN git clone --quiet /opt/lockstep.git /opt/lockstep{(commit is null ? "" : $" && git -C /opt/lockstep checkout --quiet {commit}")}");
        lines.Add("RUN /opt/lockstep/lockstep --version");
        lines.Add("");
        lines.Add("# The run, and its code as it was.");
        lines.Add("COPY code /rerun/code");
        lines.Add("COPY run.lockstep.zip /rerun/run.lockstep.zip");
        lines.Add($"WORKDIR {Code}");
        AddRerun(lines, record, locks, notes);
        var apt = packages.Length == 0 ? null : string.Concat(packages.Select(package => package + "\n"));
        return new ImageRecipe(lines.ToString(), start, RequirementsOf(list.Text, list.File), apt, notes);
    }

    private static string BaseOf(RunFolder run, RecordedSoftware software, string? python, List<string> notes)
    {
        var distribution = Distribution.Of(software.System);
        if (distribution is null)
        {
            var system = software.System is { } name ? PlainText.OnOneLine(name) : "a system that it didn't record";
            throw new LockstepException($"{run.Name} was made on {system}; "
                + "expected Debian or Ubuntu, whose images are known. Name an image that has apt-get and the same C library, "
                + $"{software.LibcVersion ?? "which was not recorded"}, with --image NAME@sha256:…");
        }

        if (python is not null && Codename().Match(software.System ?? "") is { Success: true } codename)
        {
            return $"python:{python}-slim-{codename.Groups[1].Value}";
        }

        if (python is not null)
        {
            notes.Add($"Python {python} is not the distribution's own: add a line that installs it, or name an image that has it with --image");
        }

        return distribution.Image;
    }

    private static void AddPython(
        Lines lines, RunFolder run, RequirementsFile? list, string? python, bool isOwn, bool isOfSystem, List<string> notes)
    {
        if (python is null)
        {
            return;
        }

        var minor = string.Join('.', python.Split('.').Take(2));
        var hasPackages = list is { Packages.Count: > 0 } or { Others.Count: > 0 } or { WithVenv.Count: > 0 };
        if (isOfSystem)
        {
            lines.Add($"RUN {Apt(["python3", .. hasPackages ? [$"python{minor}-venv"] : (string[])[]])}");
        }

        lines.Add($"RUN test \"$(python3 -c 'import sys; print(sys.version.split()[0])')\" = {python}");
        if (hasPackages && list is not null)
        {
            var folder = VenvOf(run);
            lines.Add($"RUN python3 -m venv {(list.FromSystem.Count > 0 ? "--system-site-packages " : "")}{folder}");
            if (list.Packages.Count > 0 || list.Others.Count > 0)
            {
                lines.Add("COPY requirements.txt /rerun/requirements.txt");
                lines.Add($"RUN {folder}/bin/python -m pip install --no-deps {(list is { IsHashed: true, Others.Count: 0 } ? "--require-hashes " : "")}"
                    + "-r /rerun/requirements.txt");
            }

            if (!list.WithVenv.Any(tool => tool.Name == "setuptools") && !list.Packages.Any(package => package.Name == "setuptools"))
            {
                lines.Add($"RUN {folder}/bin/python -m pip uninstall -y setuptools");
            }

            lines.Add($"ENV PATH={folder}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        }

        if (run.ReadPackages(run.CondaPackagesPath) is not null)
        {
            notes.Add("The run was in a conda environment: its explicit list is locks/conda.txt in the bundle. Name an image with conda by --image, and add "
                + "'RUN conda create --file'; the lines for Python stand for pip's packages alone");
        }

        notes.AddRange(list?.Unlisted.Select(unlisted => $"Not in the image: {unlisted}") ?? []);
        if (list is null)
        {
            notes.Add("The run has no list of packages, since an older Lockstep made it: Python's packages are not in the image"
                + (isOwn ? "" : " unless they are the distribution's"));
        }
    }

    /// <summary>Where the command calls its Python by a path, the environment is made there; else where PATH leads.</summary>
    private static string VenvOf(RunFolder run)
    {
        var recipe = RecipeReader.ResolveCommand(run.RecipePath, RegularFile.ReadAllBytes(run.RecipePath), [], Environment.ProcessorCount).Recipe;
        return recipe.Command is [var program, ..] && Path.IsPathRooted(program) && PythonProgram.IsName(program) && PlainPath().IsMatch(program)
            && Path.GetDirectoryName(program) is { } bin && Path.GetFileName(bin) == "bin"
            && Path.GetDirectoryName(bin) is { } folder and not ("/usr" or "/" or "/usr/local")
            ? folder : Venv;
    }

    private static void AddRerun(Lines lines, RunRecord record, LockSet locks, List<string> notes)
    {
        var words = new List<string> { "/opt/lockstep/lockstep", "rerun", "/rerun/run.lockstep.zip", "--runs", "/rerun/runs" };
        if (record.Kind == RunKind.Command)
        {
            words.Add("--trust");
        }

        string[] data = record.Kind == RunKind.Command ? [.. new RecordedCommand(locks).DataFolders] : [new RecordedData(locks.Data).Folder];
        if (data.Length > 0)
        {
            words.AddRange(["--data", "/rerun/data"]);
            lines.Add("# The data set is not in the image: give its folder with 'docker run --rm -v DIR:/rerun/data:ro rerun'. It is checked first.");
            notes.Add($"the data set {ShellWord.Of(PlainText.OnOneLine(data[0]))} is not in the image: mount it with docker run -v DIR:/rerun/data:ro");
        }

        if (data.Length > 1)
        {
            notes.Add($"the run reads {Counted.Of(data.Length, "snapshot")}, and a rerun takes one folder by --data: lay each where it lay");
        }

        lines.Add("# The processor is part of the lock, and in no image: on another model, add '--allow', 'environment'.");
        lines.Add($"CMD [{string.Join(", ", words.Select(word => $"\"{word}\""))}]");
    }

    private static string? RequirementsOf(string? text, RequirementsFile? list) => list switch
    {
        null or { Packages.Count: 0, Others.Count: 0 } => null,
        { Others.Count: > 0 } => text,
        _ => string.Concat(list.Packages.Select(package => package
            + (list.IsHashed ? string.Concat(package.Hashes.Select(hash => $" \\\n    {RequirementHash.Option}{hash}")) : "") + "\n")),
    };

    private static string Apt(IEnumerable<string> packages) =>
        $"apt-get install --yes --no-install-recommends --allow-downgrades {string.Join(' ', packages)}".TrimEnd();

    [GeneratedRegex(@"\A[0-9]+(\.[0-9]+)*[A-Za-z0-9.+-]*\z")]
    private static partial Regex Version();

    [GeneratedRegex(@"\A[0-9a-f]{40,64}\z")]
    private static partial Regex Commit();

    [GeneratedRegex(@"\ADebian GNU/Linux [0-9.]+ \(([a-z]+)\)")]
    private static partial Regex Codename();

    [GeneratedRegex(@"\A(/[A-Za-z0-9._+-]+)+\z")]
    private static partial Regex PlainPath();

    private sealed class Lines
    {
        private readonly StringBuilder text = new();

        public void Add(string line)
        {
            if (line.Length > 0 || text.Length == 0 || !text.ToString().EndsWith("\n\n", StringComparison.Ordinal))
            {
                text.Append(line).Append('\n');
            }
        }

        public override string ToString() => text.ToString();
    }
}
