using System.Runtime.CompilerServices;
using Xunit;

namespace FunctionalTests.Docs;

/// <summary>The C# that documents show is compiled here, between two lines that say <c>// DOC</c>.</summary>
public sealed class CodeOfDocsTests
{
    [Theory]
    [InlineData("README.md", "ReadmeSubscribe.cs", 1)]
    [InlineData("README.md", "ReadmeTask.cs", 1)]
    [InlineData("docs/tasks.md", "TasksDoc.cs", 3)]
    [InlineData("docs/built-in-tasks.md", "BuiltInTasksDoc.cs", 1)]
    public void What_a_document_shows_is_compiled(string document, string file, int pieces)
    {
        var text = File.ReadAllText(Path.Combine(Folder(), "../../..", document)).ReplaceLineEndings("\n");
        var shown = File.ReadAllText(Path.Combine(Folder(), file)).ReplaceLineEndings("\n").Split("// DOC\n").Where((_, i) => i % 2 == 1).Select(Plain).ToList();

        Assert.Equal(pieces, shown.Count);
        Assert.All(shown, code => Assert.Contains($"```csharp\n{code}\n```", text, StringComparison.Ordinal));
    }

    /// <summary>Without the indentation of its first line.</summary>
    private static string Plain(string code)
    {
        var lines = code.TrimEnd().Split('\n');
        var indent = lines[0].Length - lines[0].TrimStart().Length;
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : line.TrimStart()));
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
