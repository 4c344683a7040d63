namespace Lockstep.Exec.Contents.Nodes;

/// <summary>How a part of a content is called: <c>optimizer.param_groups[0].lr</c>.</summary>
internal static class ContentPath
{
    /// <summary>A member's path; what PyTorch puts between a module and its parts isn't named.</summary>
    public static string Join(string path, string name) =>
        name switch
        {
            "" or "_modules" or "_parameters" or "_buffers" => path,
            ['[', ..] => path + name,
            _ => path.Length == 0 ? name : $"{path}.{name}",
        };
}
