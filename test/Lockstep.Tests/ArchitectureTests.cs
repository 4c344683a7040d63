using System.Xml.Linq;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests;

/// <summary>Which assembly, and which folder, may use what.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] s_commandLinePackages = ["System.CommandLine", "Spectre.Console"];

    private static readonly string[] s_sources = ["src", "test", "bench", "examples"];

    private static readonly string[] s_notInTheCore = ["TorchSharp", "SkiaSharp", "Microsoft.AspNetCore", .. s_commandLinePackages];

    [Fact]
    public void The_core_uses_no_tensors_no_image_codec_no_command_line_and_no_web_server()
    {
        var references = typeof(LockstepException).Assembly.GetReferencedAssemblies().Select(reference => reference.Name ?? "");

        Assert.Empty(Among(references, s_notInTheCore));
    }

    // An assembly names a reference in its metadata only once it is used: the project file is where it begins.
    [Fact]
    public void The_core_project_references_none_of_them_either()
    {
        Assert.Empty(Among(ReferencesOf("src/Lockstep"), s_notInTheCore));
        Assert.Empty(Among(ReferencesOf("src/Lockstep"), ["Lockstep"]));
    }

    [Fact]
    public void The_vision_project_references_no_command_line_and_no_web_server()
    {
        Assert.Empty(Among(ReferencesOf("src/Lockstep.Vision"), [.. s_commandLinePackages, "Microsoft.AspNetCore", "Lockstep.Cli"]));
    }

    [Theory]
    [InlineData("src/Lockstep")]
    [InlineData("src/Lockstep.Vision")]
    public void A_library_never_prints(string folder)
    {
        var sources = Directory.GetFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories);

        Assert.NotEmpty(sources);
        Assert.Empty(sources.Where(source => File.ReadAllText(source).Contains("Console.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// What may not be looked at is not absent; <see cref="Lockstep.Files.Presence"/> tells the two apart. Of the program's own libraries,
    /// the system's, those on PATH and a cache it doesn't matter.
    /// </summary>
    [Fact]
    public void Whether_something_is_there_is_asked_in_one_place()
    {
        string[] others =
        [
            "Presence.cs", "ProgramFiles.cs", "Processor.cs", "Gpu.cs", "NativeLibraries.cs", "Accelerator.cs", "CheckedImages.cs",
            "ProgramFile.cs", "EnergyCounters.cs",
        ];
        var asking = Directory.GetFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(source => System.Text.RegularExpressions.Regex.IsMatch(File.ReadAllText(source), @"\b(File|Directory|Path)\.Exists\b"));
        Assert.Empty(asking.Select(source => Path.GetFileName(source)!).Except(others).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_lock_says_is_read_in_one_place()
    {
        var reading = Directory.GetFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(source => System.Text.RegularExpressions.Regex.IsMatch(File.ReadAllText(source), @"\b(Relevant|Informative)\s*\["));

        Assert.NotEmpty(reading);
        Assert.All(reading, source => Assert.Equal("Locks", Path.GetFileName(Path.GetDirectoryName(source))));
    }

    [Fact]
    public void No_file_is_longer_than_three_hundred_lines()
    {
        var tooLong = s_sources.SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(source => File.ReadLines(source).Count() > 300);

        Assert.Empty(tooLong.Select(source => Path.GetRelativePath(Repository.Root, source)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_line_is_longer_than_a_hundred_and_sixty_characters()
    {
        var tooLong = s_sources.SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(source => File.ReadLines(source).Select((line, index) => (Source: source, Line: index + 1, line.Length)))
            .Where(line => line.Length > 160);

        Assert.Empty(tooLong.Select(line => $"{Path.GetRelativePath(Repository.Root, line.Source)}:{line.Line}: {line.Length} characters")
            .Order(StringComparer.Ordinal));
    }

    /// <summary>The names that are one of <paramref name="families"/>, or begin with one and a dot.</summary>
    private static IEnumerable<string> Among(IEnumerable<string> names, string[] families) =>
        names.Where(name => families.Any(family => name == family || name.StartsWith(family + ".", StringComparison.Ordinal)));

    /// <summary>The packages, projects and frameworks that the folder's project file names.</summary>
    private static string[] ReferencesOf(string folder)
    {
        var file = Path.Combine(Repository.PathOf(folder), Path.GetFileName(folder) + ".csproj");
        var references = XDocument.Load(file).Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "FrameworkReference" or "ProjectReference" or "Reference")
            .Select(element => (element.Name.LocalName, Include: element.Attribute("Include")?.Value ?? ""));

        return [
            .. references.Select(
                reference => reference.LocalName == "ProjectReference" ? Path.GetFileNameWithoutExtension(reference.Include) : reference.Include)
        ];
    }
}
