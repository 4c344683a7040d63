using System.Text.Json.Nodes;
using Lockstep.Cli.Frame;
using Lockstep.Code;
using Lockstep.Files;
using Lockstep.Locks;

namespace Lockstep.Cli.Commands;

/// <summary>The workflow by which continuous integration runs the smoke test at each commit.</summary>
/// <param name="Path">Where it goes; absolute.</param>
internal sealed record CiWorkflow(string Path, string Content)
{
    private static readonly Dictionary<string, string> Places = new(StringComparer.Ordinal)
    {
        ["github"] = ".github/workflows/smoke.yml",
        ["gitlab"] = ".gitlab-ci.yml",
    };

    /// <summary>Whose workflows can be written.</summary>
    public static IReadOnlyCollection<string> Services => Places.Keys;

    /// <param name="service">One of <see cref="Services"/>.</param>
    /// <param name="project">The folder that holds the recipe; the workflow goes to the root of the repository around it.</param>
    /// <param name="recipe">The recipe's file name.</param>
    /// <param name="repository">Where continuous integration clones Lockstep from; null for where this one was cloned from.</param>
    /// <exception cref="UsageException">That is not known, or there is such a file already.</exception>
    public static async Task<CiWorkflow> OfAsync(string service, string project, string recipe, string? repository, CancellationToken cancellation)
    {
        var source = repository ?? await OriginAsync(cancellation).ConfigureAwait(false)
            ?? throw new UsageException("continuous integration clones Lockstep and builds it, and where this one was cloned from is not known. "
                + "Say it: --lockstep URL.");
        var root = await RootAsync(project, cancellation).ConfigureAwait(false) ?? project;
        var path = System.IO.Path.Combine(root, Places[service]);
        if (Presence.IsFile(path))
        {
            throw new UsageException($"{ShownPath.Of(path)} is there already; nothing was written. Move it away, or take over what "
                + $"'lockstep init --ci {service}' writes into an empty folder.");
        }

        var content = StarterFile.Read($"ci.{service}.yml")
            .Replace("@REPOSITORY@", Quoted(source), StringComparison.Ordinal)
            .Replace("@COMMIT@", Quoted(LockstepBuild.This.Commit ?? "HEAD"), StringComparison.Ordinal)
            .Replace("@RECIPE@", ShellWord.Of(System.IO.Path.GetRelativePath(root, System.IO.Path.Combine(project, recipe))), StringComparison.Ordinal);
        return new CiWorkflow(path, content);
    }

    /// <summary>As YAML's double quotes hold it, which are JSON's.</summary>
    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();

    /// <summary>Null outside git, and where the project's folder is not there yet.</summary>
    private static async Task<string?> RootAsync(string project, CancellationToken cancellation) =>
        Presence.IsFolder(project) ? await GitRepository.RootAsync(project, cancellation).ConfigureAwait(false) : null;

    /// <summary>An address that others can clone, without what may be a password in it; null where this program lies in no clone of one.</summary>
    private static async Task<string?> OriginAsync(CancellationToken cancellation)
    {
        try
        {
            return await GitRepository.OriginAsync(AppContext.BaseDirectory, cancellation).ConfigureAwait(false);
        }
        catch (LockstepException)
        {
            return null;
        }
    }
}
