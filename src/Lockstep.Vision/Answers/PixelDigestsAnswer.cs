using System.Text.Json.Nodes;
using Lockstep.Text;
using Lockstep.Vision.Images;
using Lockstep.Vision.Inspection;

namespace Lockstep.Vision.Answers;

/// <summary>A digest of every decoded image, as <c>data pixels --json</c> gives it.</summary>
public static class PixelDigestsAnswer
{
    /// <param name="file">That the digests were written to; null to give them in the answer.</param>
    public static JsonObject Of(PixelDigests digests, string? file)
    {
        var broken = digests.Broken.ToArray();
        var answer = new JsonObject
        {
            ["all"] = digests.All,
            ["images"] = digests.Samples.Count - broken.Length,
            ["decoder"] = new JsonObject { ["name"] = ImageDecoder.Name, ["version"] = ImageDecoder.Version },
            ["orientation"] = EnumWord.Of(digests.Orientation),
            ["broken"] = new JsonArray([.. broken.Select(sample => new JsonObject { ["name"] = sample.Name, ["reason"] = sample.Reason })]),
        };
        if (file is null)
        {
            answer["digests"] = new JsonArray([
                .. digests.Samples.Where(sample => sample.Sha256 is not null)
                    .Select(sample => new JsonObject { ["name"] = sample.Name, ["sha256"] = sample.Sha256 })
            ]);
        }
        else
        {
            answer["file"] = Path.GetFullPath(file);
        }

        return answer;
    }
}
