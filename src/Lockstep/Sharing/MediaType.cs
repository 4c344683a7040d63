namespace Lockstep.Sharing;

/// <summary>Media types by a file name's ending. Source: IANA's registry.</summary>
internal static class MediaType
{
    public static string Of(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" or ".jpe" or ".jfif" or ".jif" or ".jfi" or ".mpo" => "image/jpeg",
        ".png" or ".apng" => "image/png",
        ".webp" => "image/webp",
        ".bmp" or ".dib" => "image/bmp",
        ".tif" or ".tiff" => "image/tiff",
        ".gif" => "image/gif",
        ".json" => "application/json",
        ".csv" => "text/csv",
        ".txt" or ".md" => "text/plain",
        ".xml" => "application/xml",
        ".zip" => "application/zip",
        ".yaml" or ".yml" => "application/yaml",
        _ => "application/octet-stream",
    };
}
