using Lockstep.Files;

namespace Lockstep.Vision.Models;

/// <summary>A file that a model starts from, which must be the one that the recipe pins.</summary>
internal static class ModelFile
{
    /// <exception cref="LockstepException">It can't be read, or its digest is another.</exception>
    public static void Check(string path, string sha256)
    {
        string found;
        try
        {
            found = Sha256.OfFile(path).Digest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be read: {exception.Message}", exception);
        }

        if (found != sha256)
        {
            throw new LockstepException($"{path}: its SHA-256 is {found}, but model.sha256 says {sha256}. Take the file that the recipe was written for; "
                + "if the change is meant, write the new digest.");
        }
    }
}
