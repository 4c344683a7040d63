using System.Reflection;
using System.Text;
using Lockstep.Files;

namespace Lockstep.Exec.Python;

/// <summary>The Python files that are put where a command's Pythons find them.</summary>
internal static class InjectedModule
{
    private const string Prefix = "Lockstep.Exec.Python.site/";

    /// <summary>Runs what a Python with -I, -S or -E was called for.</summary>
    public const string Wrapper = "_lockstep/wrapper.py";

    /// <summary>Runs the cells of a notebook.</summary>
    public const string Notebook = "_lockstep/notebook.py";

    private static readonly Assembly Home = typeof(InjectedModule).Assembly;

    /// <summary>Paths below the folder, with /.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>SHA-256 over names and contents: another module may seed and record otherwise.</summary>
    public static string Digest { get; } = Sha256.Of(string.Concat(Files.Select(file => $"{Sha256.Of(Read(file))}  {file}\n")));

    /// <summary>Writes all files into a folder, which is made.</summary>
    public static void WriteTo(string folder)
    {
        string[] below = [.. Files.Select(file => Path.GetDirectoryName(file) ?? "").Distinct(StringComparer.Ordinal)];
        foreach (var part in below)
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }

        foreach (var file in Files)
        {
            var path = Path.Combine(folder, file);
            File.WriteAllBytes(path, Read(file));
            File.SetLastWriteTimeUtc(path, CompiledModule.Time);
        }

        CompiledModule.LinkIn(folder, below);
    }

    /// <summary>The text of one of the files.</summary>
    public static string TextOf(string file) => Encoding.UTF8.GetString(Read(file));

    private static byte[] Read(string file)
    {
        using var stream = Home.GetManifestResourceStream(Prefix + file) ?? throw new InvalidOperationException($"no resource {file}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
