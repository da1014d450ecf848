using System.Runtime.CompilerServices;
using Xunit;

namespace FunctionalTests.Docs;

public sealed class ReadmeTests
{
    [Fact]
    public void The_CSharp_of_the_README_is_the_code_that_is_compiled_here()
    {
        var readme = File.ReadAllText(Path.Combine(Folder(), "../../../README.md"));
        var code = File.ReadAllText(Path.Combine(Folder(), "ReadmeSubscribe.cs"))
            .Split("// README")[1]
            .ReplaceLineEndings("\n")
            .Replace("\n        ", "\n", StringComparison.Ordinal)
            .Trim();

        Assert.Contains($"```csharp\n{code}\n```", readme.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
