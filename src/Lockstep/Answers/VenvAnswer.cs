using System.Text.Json.Nodes;
using Lockstep.Environments.Restoring;
using Lockstep.Exec.Packages;

namespace Lockstep.Answers;

/// <summary>What <c>env restore --json</c> answers.</summary>
public static class VenvAnswer
{
    /// <param name="made">Null where it was only shown.</param>
    public static JsonObject Of(VenvPlan plan, RestoredVenv? made) => new()
    {
        ["run"] = plan.Run.Name,
        ["folder"] = plan.Folder,
        ["python"] = new JsonObject { ["program"] = plan.Python.Program, ["version"] = plan.Python.Version },
        ["packages"] = List(plan.List.Packages),
        ["withVenv"] = List(plan.List.WithVenv),
        ["system"] = List(plan.List.FromSystem),
        ["trusted"] = JsonTexts.Of(plan.List.Others.Select(other => other.Text)),
        ["unlisted"] = JsonTexts.Of(plan.List.Unlisted),
        ["commands"] = JsonTexts.Of(plan.Commands),
        ["made"] = made is not null,
        ["sameFiles"] = made?.Proven,
        ["differences"] = JsonTexts.Of(made?.Differences ?? []),
    };

    private static JsonArray List(IEnumerable<PinnedPackage> packages) => new([.. packages.Select(package => new JsonObject
    {
        ["name"] = package.Name, ["version"] = package.Version, ["sha256"] = JsonTexts.Of(package.Hashes),
    })]);
}
