using System.Text;
using Lockstep.Files;

namespace Lockstep.Runs;

// What a command's environment can be made anew from.
public sealed partial class RunFolder
{
    /// <summary>A command's packages of Python, as pip takes them; absent where no Python ran.</summary>
    public string RequirementsPath => Path.Combine(FullPath, "locks", "requirements.txt");

    /// <summary>The packages of the conda environment that a command ran in; absent where it was none.</summary>
    public string CondaPackagesPath => Path.Combine(FullPath, "locks", "conda.txt");

    /// <summary>The packages of the distribution that a command used a file of; absent where dpkg isn't there.</summary>
    public string SystemPackagesPath => Path.Combine(FullPath, "locks", "apt.txt");

    /// <summary>A list of packages, such as <see cref="RequirementsPath"/>.</summary>
    /// <returns>Null where the run has none.</returns>
    /// <exception cref="LockstepException">It can't be read, or is not what the list of sums says.</exception>
    public string? ReadPackages(string path) => Presence.IsFile(path) ? Encoding.UTF8.GetString(ReadListed(path))
        : IsSealed && ReadSums().Any(line => line.Path == Path.GetRelativePath(FullPath, path))
            ? throw new LockstepException($"{path} is not there, and {SumsFile} lists it. Get the run anew.")
            : null;
}
