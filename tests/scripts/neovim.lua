-- Run in a Neovim that has opened a broken file: lists what is found, and mends it by a code action.

local function say(text)
  io.stdout:write(text .. "\n")
end

local function leave(text)
  say(text)
  vim.cmd("qall!")
end

local function found(code)
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if diagnostic.code == code then
      return diagnostic
    end
  end
end

say("filetype: " .. vim.bo.filetype)
if not vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 20) then
  return leave("no diagnostics")
end
for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
  say(("before: %s at line %d: %s"):format(diagnostic.code, diagnostic.lnum + 1, diagnostic.message))
end
local quoted = found("quoted-scalar")
if not quoted then
  return leave("not what was expected")
end

-- The list of actions is answered by its first entry.
vim.ui.select = function(items, _, choose)
  choose(items[1], 1)
end
vim.api.nvim_win_set_cursor(0, { quoted.lnum + 1, quoted.col })
local before = vim.api.nvim_buf_get_changedtick(0)
vim.lsp.buf.code_action()
vim.wait(60000, function() return vim.api.nvim_buf_get_changedtick(0) ~= before end, 20)
if vim.wait(60000, function() return found("quoted-scalar") == nil end, 20) then
  say("after: no quoted-scalar")
end
vim.cmd("write")
say("syntax: " .. tostring(vim.b.current_syntax))

-- A server that has been stopped is started again by the next file.
local function clients()
  return #vim.lsp.get_active_clients()
end
vim.lsp.stop_client(vim.lsp.get_active_clients(), true)
if not vim.wait(60000, function() return clients() == 0 end, 20) then
  return leave("it does not stop")
end
vim.cmd("edit!")
if vim.wait(60000, function() return clients() == 1 end, 20) then
  say("started again")
end
leave("written")
