;;; Run in an Emacs with eglot: opens a broken file, lists what is found, and mends it by a code action.  -*- lexical-binding: t -*-

(defun tests-wait-for (condition)
  "Wait until CONDITION returns something; return it."
  (let ((deadline (+ (float-time) 60)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) deadline))
      (accept-process-output nil 0.05))
    found))

(defun tests-found (code)
  "The diagnostic that has CODE."
  (seq-find (lambda (diagnostic) (string-match-p code (flymake-diagnostic-text diagnostic)))
            (flymake-diagnostics)))

(setq eglot-sync-connect t
      eglot-autoshutdown nil
      eglot-confirm-server-initiated-edits nil
      flymake-no-changes-timeout nil)
(find-file "supervisord.conf")
(message "filetype: %s" (string-remove-suffix "-mode" (symbol-name major-mode)))
;; Nobody types, so that what waits for the first command would wait for ever.
(remove-hook 'post-command-hook 'eglot--maybe-connect t)
(call-interactively #'eglot)
(tests-wait-for (lambda () (flymake-start) (tests-found "quoted-scalar")))
(dolist (diagnostic (flymake-diagnostics))
  (let ((text (flymake-diagnostic-text diagnostic)))
    (message "before: %s at line %d: %s"
             (if (string-match "\\[\\([-a-z]+\\)\\]" text) (match-string 1 text) "?")
             (line-number-at-pos (flymake-diagnostic-beg diagnostic))
             text)))
(let* ((quoted (tests-found "quoted-scalar"))
       (actions (eglot-code-actions (flymake-diagnostic-beg quoted) (flymake-diagnostic-end quoted) "quickfix"))
       (tick (buffer-chars-modified-tick)))
  (eglot--apply-workspace-edit (plist-get (seq-first actions) :edit))
  (tests-wait-for (lambda () (/= tick (buffer-chars-modified-tick)))))
(eglot--signal-textDocument/didChange)
(when (tests-wait-for (lambda () (flymake-start) (not (tests-found "quoted-scalar"))))
  (message "after: no quoted-scalar"))
(save-buffer)
(call-interactively #'eglot-shutdown)
