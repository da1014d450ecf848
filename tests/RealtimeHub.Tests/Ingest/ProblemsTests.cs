using Microsoft.AspNetCore.Http.HttpResults;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest.Http;
using Xunit;

namespace RealtimeHub.Tests.Ingest;

public sealed class ProblemsTests
{
    [Theory]
    [InlineData(ErrorCode.Internal, 500)]
    [InlineData(ErrorCode.Unauthorized, 401)]
    [InlineData(ErrorCode.UnknownNamespace, 404)]
    [InlineData(ErrorCode.PermissionDenied, 403)]
    [InlineData(ErrorCode.AlreadySubscribed, 409)]
    [InlineData(ErrorCode.SubscriptionLimit, 409)]
    [InlineData(ErrorCode.BadRequest, 400)]
    [InlineData(ErrorCode.RateLimited, 429)]
    [InlineData(ErrorCode.TokenExpired, 401)]
    [InlineData(ErrorCode.Conflict, 409)]
    [InlineData(ErrorCode.UnrecoverablePosition, 410)]
    [InlineData(ErrorCode.TopicLimit, 503)]
    public void Each_code_has_its_status_and_travels_in_the_problem(ErrorCode code, int status)
    {
        var problem = Assert.IsType<ProblemHttpResult>(Problems.For(code, "why"));

        Assert.Equal(status, problem.StatusCode);
        Assert.Equal("why", problem.ProblemDetails.Detail);
        Assert.Equal((int)code, problem.ProblemDetails.Extensions["code"]);
        Assert.False(string.IsNullOrEmpty(problem.ProblemDetails.Title));
    }

    [Fact]
    public void A_status_may_be_given_for_a_code() =>
        Assert.Equal(413, Assert.IsType<ProblemHttpResult>(Problems.For(ErrorCode.BadRequest, "too large", 413)).StatusCode);
}
