namespace Lockstep.Code;

/// <summary>A run was refused since its code is not what a commit has, and only that was wanted.</summary>
public sealed class UncommittedException : LockstepException
{
    private const int MostNamed = 5;

    private UncommittedException(string message) : base(message)
    {
    }

    /// <summary>Does nothing where all of the code is committed.</summary>
    /// <param name="git">Null outside git.</param>
    /// <exception cref="UncommittedException">Some of it is not.</exception>
    public static void Refuse(GitState? git)
    {
        if (git is null)
        {
            throw new UncommittedException($"{Wanted}: the code is in no git repository. Commit it: git init && git add . && git commit");
        }

        if (git.Commit is null)
        {
            throw new UncommittedException($"{Wanted}: the repository {git.Root} has no commit yet. Commit it: git add . && git commit");
        }

        if (git.IsDirty)
        {
            string[] named =
            [
                .. Named("changed", git.Changed), .. Named("untracked", [.. git.Untracked.Select(file => file.Path)]),
                .. Named("repositories that are no submodules", git.Repositories),
                .. Named("changed submodules", [.. git.Submodules.Where(submodule => submodule.IsDirty).Select(submodule => submodule.Path)]),
            ];
            throw new UncommittedException($"{Wanted}, and in {git.Root} there are changes that are not: {string.Join("; ", named)}. Commit them, stash them, "
                + "or let .gitignore name what is no code. Nothing was run.");
        }
    }

    private static string Wanted => "Code: --require-clean wants all of it committed";

    private static string[] Named(string what, IReadOnlyList<string> paths) => paths.Count == 0 ? []
        : [$"{what}: {string.Join(", ", paths.Take(MostNamed).Select(PlainText.OnOneLine))}"
            + (paths.Count > MostNamed ? $" and {paths.Count - MostNamed} more" : "")];
}
