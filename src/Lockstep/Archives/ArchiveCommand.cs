using Lockstep.Files;

namespace Lockstep.Archives;

/// <summary>What a user types to get at an archive's files, for messages.</summary>
public static class ArchiveCommand
{
    /// <summary>The shell's command that writes one file of an archive to its output.</summary>
    public static string ToPrint(string path, string file) => KindOf(path) switch
    {
        ArchiveKind.Tar => $"tar -xOf {ShellWord.Of(Path.GetFullPath(path))} {ShellWord.Of(file)}",
        ArchiveKind.TarGzip => $"tar -xzOf {ShellWord.Of(Path.GetFullPath(path))} {ShellWord.Of(file)}",
        _ => $"unzip -p {ShellWord.Of(Path.GetFullPath(path))} {ShellWord.Of(file)}",
    };

    /// <summary>The shell's command that unpacks an archive.</summary>
    /// <param name="into">The folder that its files come to lie in; null for the current one.</param>
    public static string ToUnpack(string path, string? into = null) => KindOf(path) switch
    {
        ArchiveKind.Tar => $"tar -xf {ShellWord.Of(path)}{(into is null ? "" : $" -C {ShellWord.Of(into)}")}",
        ArchiveKind.TarGzip => $"tar -xzf {ShellWord.Of(path)}{(into is null ? "" : $" -C {ShellWord.Of(into)}")}",
        _ => $"unzip {(into is null ? "" : $"-d {ShellWord.Of(into)} ")}{ShellWord.Of(path)}",
    };

    private static ArchiveKind KindOf(string path)
    {
        using var file = RegularFile.OpenRead(path);
        return new Archive(Path.GetFileName(path), file).Kind;
    }
}
