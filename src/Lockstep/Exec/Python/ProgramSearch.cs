namespace Lockstep.Exec.Python;

/// <summary>Finds the file of a command's program, as a shell does.</summary>
/// <param name="Folder">Where the command runs.</param>
/// <param name="Search">Its PATH.</param>
internal sealed record ProgramSearch(string Folder, string? Search)
{
    /// <summary>Its path, as a script is told it; null where there is none.</summary>
    public string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(Path.Combine(Folder, program)) ? program : null;
        }

        return (Search ?? "/usr/local/bin:/usr/bin:/bin").Split(':')
            .Select(place => Path.Combine(Folder, place, program)).FirstOrDefault(File.Exists);
    }
}
