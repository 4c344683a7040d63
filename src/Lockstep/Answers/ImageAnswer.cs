using System.Text.Json.Nodes;
using Lockstep.Environments.Images;

namespace Lockstep.Answers;

/// <summary>A folder that describes a run's image, as <c>env dockerfile --json</c> gives it.</summary>
public static class ImageAnswer
{
    /// <param name="written">What lies there.</param>
    public static JsonObject Of(ImageFolder written) => new()
    {
        ["folder"] = written.Folder,
        ["image"] = written.Base,
        ["pinned"] = written.IsPinned,
        ["files"] = JsonTexts.Of(written.Files),
        ["notes"] = JsonTexts.Of(written.Notes),
    };
}
