using System.Diagnostics;
using System.Security;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Lockstep.Code.Restoring;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Vision.Work;

/// <summary>A program that adds to Lockstep, built from the restored code of a run that it made.</summary>
/// <param name="Project">That it was built from.</param>
/// <param name="File">Its assembly.</param>
public sealed record BuiltProgram(string Project, string File)
{
    /// <summary>That of <c>dotnet run</c> first; which one it was is not on record, but the digest tells.</summary>
    private static readonly string[] Configurations = ["Debug", "Release"];

    /// <summary>Whether a run was made by a program that adds to Lockstep and is not, to the byte, this one.</summary>
    public static bool IsNeeded(RunFolder run, Extending.Extensions extensions, CancellationToken cancellation) =>
        new RecordedCode(run.ReadLocks().Code) is { Program: { } recorded, Commit: not null }
        && Environment.GetEnvironmentVariable(RerunCode.Variable) is null
        && !JsonNode.DeepEquals(recorded, extensions.Digests(cancellation));

    /// <summary>Builds it in the restored tree.</summary>
    /// <param name="said">Told what is built.</param>
    /// <returns>Null where the code has no project that makes it: the program is another's.</returns>
    /// <exception cref="LockstepException">Several projects there make it, or it can't be built.</exception>
    public static BuiltProgram? Of(RunFolder run, RerunCode code, Action<string> said, CancellationToken cancellation)
    {
        var recorded = new RecordedCode(run.ReadLocks().Code);
        if (code.Root is not { } root || ProjectOf(run, recorded, root) is not { } project)
        {
            return null;
        }

        var mapping = WriteMapping(root, recorded.Repository ?? root);
        BuiltProgram? first = null;
        foreach (var configuration in Configurations)
        {
            said($"Building {Path.GetRelativePath(root, project)}, {configuration}, as it was recorded");
            var file = Build(project, configuration, mapping, code, cancellation);
            first ??= new BuiltProgram(project, file);
            if ((string?)recorded.Program?[Path.GetFileName(file)] == Sha256.OfFile(file, cancellation).Digest)
            {
                return new BuiltProgram(project, file);
            }
        }

        // The rerun itself names the digests that differ, and is refused, or says that it was allowed.
        return first;
    }

    /// <summary>What a process must have of variables that works at the restored tree: no other repository, and no program that git would start.</summary>
    public static void Prepare(ProcessStartInfo start, RerunCode code, CancellationToken cancellation)
    {
        start.WorkingDirectory = code.Root;
        foreach (var (name, value) in code.Variables(cancellation))
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }
    }

    private static string? ProjectOf(RunFolder run, RecordedCode recorded, string root)
    {
        var wanted = recorded.ProgramFiles.Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.Ordinal);
        var all = WholeFolder.Files(root)
            .Where(path => Path.GetExtension(path) is ".csproj" or ".fsproj" or ".vbproj")
            .Select(path => (Path: path, Facts: Facts(path))).Where(project => wanted.Contains(project.Facts.Name)).ToArray();
        var programs = all.Where(project => project.Facts.IsProgram).ToArray();
        string[] found = [.. (programs.Length > 0 ? programs : all).Select(project => project.Path).Order(StringComparer.Ordinal)];
        return found.Length <= 1 ? found.FirstOrDefault() : throw new LockstepException(
            $"{run.Name} was made by a program that adds to Lockstep ({string.Join(", ", recorded.ProgramFiles)}), and in its restored code several projects "
            + $"make one: {string.Join(", ", found.Select(path => Path.GetRelativePath(root, path)))}. "
            + "Bring the code back with 'lockstep code restore', build the program there, and rerun with it.");
    }

    /// <summary>By its text alone: evaluating a project can run code.</summary>
    private static (string Name, bool IsProgram) Facts(string path)
    {
        try
        {
            var project = XDocument.Load(path);
            string? Said(string name) => project.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim();
            return (Said("AssemblyName") ?? Path.GetFileNameWithoutExtension(path), Said("OutputType") is "Exe" or "WinExe");
        }
        catch (XmlException)
        {
            return ("", false);
        }
    }

    /// <summary>
    /// Paths of sources are in an assembly, where its project does not say otherwise: those of the recorded folder are put there, so that the
    /// bytes are the same.
    /// </summary>
    private static string WriteMapping(string root, string recorded)
    {
        var file = Path.Combine(Path.GetDirectoryName(root) ?? "/", "restored.props");
        string Of(string folder) => folder.TrimEnd('/').Replace(",", ",,", StringComparison.Ordinal).Replace("=", "==", StringComparison.Ordinal) + "/";
        System.IO.File.WriteAllText(file, $"""
            <Project>
              <PropertyGroup>
                <PathMap Condition="'$(PathMap)' == ''">{SecurityElement.Escape(Of(root))}={SecurityElement.Escape(Of(recorded))}</PathMap>
              </PropertyGroup>
            </Project>
            """);

        // Older than all that was built: else every project that is referred to would be compiled anew.
        System.IO.File.SetLastWriteTimeUtc(file, FrozenFiles.FixedTime);
        return file;
    }

    private static string Build(string project, string configuration, string mapping, RerunCode code, CancellationToken cancellation)
    {
        string[] properties = [$"-p:Configuration={configuration}", $"-p:CustomAfterMicrosoftCommonProps={mapping}"];
        var (built, said) = Run(["build", project, "--nologo", "--verbosity", "quiet", "--disable-build-servers", .. properties], code, cancellation);
        if (!built)
        {
            throw new LockstepException($"Code: {project} can't be built. 'dotnet build' says:\n{said}");
        }

        var (asked, file) = Run(["msbuild", project, "-nologo", .. properties, "-getProperty:TargetPath"], code, cancellation);
        return asked && Presence.IsFile(file.Trim()) ? file.Trim()
            : throw new LockstepException($"Code: where {project} was built to is not known. 'dotnet msbuild' says:\n{file}");
    }

    private static (bool IsWell, string Said) Run(string[] arguments, RerunCode code, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        Prepare(start, code, cancellation);
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        try
        {
            using var process = Process.Start(start) ?? throw new LockstepException("Code: 'dotnet' could not be started.");
            using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return (process.ExitCode == 0, $"{output}{errors.Result}".Trim());
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new LockstepException($"Code: the program of the run is to be built, and 'dotnet' can't be started: {exception.Message}. "
                + "Install the .NET SDK, and put it on PATH.", exception);
        }
    }
}
