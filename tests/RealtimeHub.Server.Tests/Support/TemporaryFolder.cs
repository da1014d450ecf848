using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace RealtimeHub.Server.Tests.Support;

/// <summary>A folder that is deleted afterwards; also the content root of a server that lives in it.</summary>
internal sealed class TemporaryFolder : IHostEnvironment, IDisposable
{
    public string ContentRootPath { get; set; } = Directory.CreateTempSubdirectory("realtimehub-").FullName;

    public string EnvironmentName { get; set; } = Environments.Development;

    public string ApplicationName { get; set; } = "tests";

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

    /// <summary>Writes a file, with its folders.</summary>
    /// <returns>Its full path.</returns>
    public string Write(string name, string text)
    {
        var path = Path.Combine(ContentRootPath, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(ContentRootPath, recursive: true);
}
