using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Text;
using Lockstep.Vision.Tasks;
using Lockstep.Vision.Work;

namespace Lockstep.Vision.Answers;

/// <summary>How a run's model does, as <c>--json</c> gives it and a finished run keeps it.</summary>
public static class EvaluationAnswer
{
    /// <param name="checkpoint">As it was named.</param>
    /// <param name="path">Its file.</param>
    public static JsonObject Of(TrainedRun run, string checkpoint, string path, EvaluatedData data, IValidation validation)
    {
        var answer = new JsonObject
        {
            ["run"] = run.Record.Name,
            ["status"] = EnumWord.Of(run.Record.Status),
            ["lockId"] = run.Record.LockId,
            ["checkpoint"] = checkpoint,
            ["checkpointSha256"] = Sha256.OfFile(path).Digest,
            ["data"] = new JsonObject
            {
                ["folder"] = data.Snapshot.Folder,
                ["manifestId"] = data.Gate.Manifest.Id,
                ["split"] = data.SplitWord,
                ["trainedOn"] = data.TrainedOn
            },
            ["loss"] = data.IsOwn ? JsonNumber.Of(validation.Loss) : null,
        };
        foreach (var (name, value) in validation.ToJson())
        {
            answer[name] = value?.DeepClone();
        }

        return answer;
    }
}
