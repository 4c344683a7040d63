using System.IO.Compression;

namespace Lockstep.Vision.Models;

/// <summary>What can be told of a TorchScript file before libtorch reads it.</summary>
internal static class TorchScriptFile
{
    /// <exception cref="LockstepException">It is something else.</exception>
    public static void Check(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var roots = archive.Entries.Select(entry => entry.FullName.Split('/')[0]).Distinct(StringComparer.Ordinal).ToArray();
            if (roots is not [var root] || archive.GetEntry($"{root}/data.pkl") is null || archive.GetEntry($"{root}/version") is null)
            {
                throw new LockstepException($"{path}: a zip archive, but no TorchScript: expected one folder with data.pkl, constants.pkl, version and code.");
            }

            if (archive.GetEntry($"{root}/constants.pkl") is null || !archive.Entries.Any(entry => entry.FullName.StartsWith($"{root}/code/", StringComparison.Ordinal)))
            {
                throw new LockstepException($"{path}: pickled tensors, as 'torch.save' writes them, and no TorchScript. Write it with 'torch.jit.script(model).save(…)', or the weights alone as safetensors.");
            }
        }
        catch (InvalidDataException exception)
        {
            throw new LockstepException($"{path}: not TorchScript, which is a zip archive: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be read: {exception.Message}", exception);
        }
    }
}
